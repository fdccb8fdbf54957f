import type { FastifyInstance } from "fastify";
import type { RouteTools } from "../route-tools.ts";
import type { EmulatorState } from "../state.ts";
import { registerBatchRoute } from "./batch/batch-route.ts";
import type { DirectoryContext } from "./directory/directory-route.ts";
import { registerGroupRoutes } from "./directory/group-routes.ts";
import { ResourceUnits } from "./directory/resource-units.ts";
import { registerUserRoutes } from "./directory/user-routes.ts";
import { createGraphErrors } from "./graph-errors.ts";
import { type GraphContext, VERSIONS } from "./graph-route.ts";
import { registerFolderRoutes } from "./mail/folder-routes.ts";
import type { MailContext } from "./mail/mail-route.ts";
import { MailStore } from "./mail/mail-store.ts";
import { MailboxConcurrency } from "./mail/mailbox-concurrency.ts";
import { registerMailboxSettingsRoute } from "./mail/mailbox-settings-route.ts";
import { registerMessageRoutes } from "./mail/message-routes.ts";
import { registerSendRoutes } from "./mail/send-routes.ts";
import { registerMeRoutes } from "./me-routes.ts";
import { identityHeaders } from "./request-identity.ts";
import type { SecurityContext } from "./security/security-route.ts";
import { registerTiBulkRoutes } from "./security/ti-bulk-routes.ts";
import { registerTiIndicatorRoutes } from "./security/ti-indicator-routes.ts";

/** How this Graph differs from an instant one. */
export interface GraphOptions {
  /** How long a message that was sent stays out of searches and reads of its sender's mailbox; 0 if absent. */
  readonly sentItemsDelayMs?: number;
}

/** Registers Graph's users, groups, mail and threat indicators, at `/v1.0` and `/beta`, on this server. */
export function registerGraph(
  server: FastifyInstance,
  state: EmulatorState,
  routes: RouteTools,
  options: GraphOptions = {},
): void {
  const errors = createGraphErrors(state);
  for (const version of VERSIONS) routes.fallback(`/${version}`, errors.directory);
  server.addHook("onRequest", async (request, reply) => {
    if (!VERSIONS.some((version) => request.url.startsWith(`/${version}/`))) return;
    // On the raw answer, so that the ones an error or a fault makes have them too.
    for (const [name, value] of Object.entries(identityHeaders(request, state.now()))) reply.raw.setHeader(name, value);
  });

  const context: GraphContext = { server, state, routes, errors };
  const directory: DirectoryContext = { ...context, units: new ResourceUnits(state) };
  registerUserRoutes(directory);
  registerGroupRoutes(directory);
  const mail: MailContext = {
    ...context,
    store: new MailStore(state, options.sentItemsDelayMs ?? 0),
    concurrency: new MailboxConcurrency(context),
  };
  registerMailboxSettingsRoute(mail);
  registerSendRoutes(mail);
  registerMessageRoutes(mail);
  registerFolderRoutes(mail);
  const security: SecurityContext = { ...context, windows: new Map() };
  registerTiIndicatorRoutes(security);
  registerTiBulkRoutes(security);
  registerBatchRoute(context);
  registerMeRoutes(context);
}
