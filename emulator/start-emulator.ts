/** Puts the emulator together and starts it. */
import { randomBytes } from "node:crypto";
import fastify, { type FastifyInstance } from "fastify";
import { defaultApplications } from "./applications.ts";
import { registerControlApi } from "./control/register-control-api.ts";
import { createFaults } from "./create-faults.ts";
import { createRouteTools } from "./create-route-tools.ts";
import type { Emulator, EmulatorOptions } from "./emulator.ts";
import { APP_SERVICE_PATH, registerManagedIdentity } from "./entra/managed-identity.ts";
import { registerEntra } from "./entra/register-entra.ts";
import { createTokenIssuer } from "./entra/token-issuer.ts";
import { registerGraph } from "./graph/register-graph.ts";
import { createLateRows } from "./late-rows.ts";
import { type Listening, listen } from "./listen.ts";
import { loadData } from "./load-data.ts";
import { registerLogAnalytics } from "./log-analytics/register-log-analytics.ts";
import { signInTable } from "./log-analytics/sign-in-table.ts";
import { defaultMailboxes } from "./mailboxes.ts";
import { registerPage } from "./page/register-page.ts";
import { seededRandom } from "./random.ts";
import { registerSentinel } from "./sentinel/register-sentinel.ts";
import { threatIntelTables } from "./sentinel/threat-intel-tables.ts";
import { defaultSettings } from "./service-settings.ts";
import type { EmulatorState } from "./state.ts";
import { makeTlsMaterial } from "./tls.ts";

const TENANT_ID = "c9889dcc-77d4-468a-a8e9-e52ab1f7b1d0";
const WORKSPACE_ID = "c44f5660-1ce2-4508-a762-a7a0e415d5af";
const LARGEST_BODY = 32 * 1024 * 1024;

/** Starts it, and comes back when it can be asked. Throws `InputError` for data that cannot be read. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const now = options.now ?? Date.now;
  const random = seededRandom(options.seed ?? 1);
  const data = await loadData(options.data, { times: options.times ?? "recent", now: now(), random });
  const tables = [
    ...data.tables,
    ...[...threatIntelTables(), signInTable()].filter(({ name }) => !data.tables.some((one) => one.name === name)),
  ];
  const lateRows = createLateRows(tables, random, now);
  const state: EmulatorState = {
    now,
    tenantId: TENANT_ID,
    workspaceId: WORKSPACE_ID,
    applications: defaultApplications(),
    tokensValidFrom: 0,
    faults: createFaults(random, lateRows.order),
    journal: [],
    tables,
    users: data.users,
    groups: data.groups,
    mailboxes: defaultMailboxes(data.users),
    uploads: new Map(),
    tiIndicators: [],
    settings: defaultSettings(options),
  };
  const [tokens, tls] = await Promise.all([createTokenIssuer(state), makeTlsMaterial()]);
  const closing = new AbortController();
  const routes = createRouteTools({ state, tokens, random, closing: closing.signal });

  const services = createServer();
  routes.install(services);
  registerEntra(services, routes, { state, tokens });
  registerLogAnalytics(services, state, routes);
  registerSentinel(services, state, routes, { whenStored: lateRows.store });
  registerGraph(services, state, routes, { sentItemsDelayMs: options.sentItemsDelayMs ?? 0 });

  const identityHeader = randomBytes(16).toString("hex");
  const page = createServer();
  registerPage(page, state);
  registerControlApi(page, state, { whenStored: lateRows.store });
  registerManagedIdentity(page, routes, { state, tokens, header: identityHeader });

  const listening: Listening[] = [];
  const close = async () => {
    closing.abort();
    await Promise.all(listening.map((one) => one.close()));
  };
  try {
    listening.push(await listen(services, options.port ?? 0, tls));
    listening.push(await listen(page, options.pagePort ?? 0, null));
  } catch (error) {
    await close();
    throw error;
  }
  const [servicesAt, pageAt] = listening;
  const pageUrl = `http://localhost:${pageAt?.port}`;
  return {
    url: `https://localhost:${servicesAt?.port}`,
    pageUrl,
    ca: tls.ca,
    state,
    shiftSeconds: data.shiftSeconds,
    managedIdentityEnv: { IDENTITY_ENDPOINT: `${pageUrl}${APP_SERVICE_PATH}`, IDENTITY_HEADER: identityHeader },
    close,
  };
}

function createServer(): FastifyInstance {
  return fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // What stands before Microsoft's services says so before any of them is reached.
    frameworkErrors: (_error, _request, reply) => {
      const body = "<h2>Bad Request - Invalid URL</h2>";
      reply.hijack().raw.writeHead(400, { "content-type": "text/html", "content-length": body.length }).end(body);
    },
    // Ids of messages are long, and Graph takes the words of a path in any case.
    routerOptions: { maxParamLength: 8_192, caseSensitive: false },
  });
}
