/** A few services without the rest of the emulator, for tests: routes on plain http, a clock that stands where it is put. */
import fastify, { type FastifyInstance } from "fastify";
import { defaultApplications } from "../applications.ts";
import { createFaults } from "../create-faults.ts";
import { createRouteTools } from "../create-route-tools.ts";
import { createTokenIssuer, type TokenIssuer } from "../entra/token-issuer.ts";
import { createLateRows } from "../late-rows.ts";
import { defaultMailboxes } from "../mailboxes.ts";
import { seededRandom } from "../random.ts";
import type { Audience, RouteTools } from "../route-tools.ts";
import { defaultSettings } from "../service-settings.ts";
import type { Application, EmulatorState } from "../state.ts";
import type { StoredTable } from "../tables.ts";

/** What a test has in hand. */
export interface TestServices {
  readonly server: FastifyInstance;
  readonly state: EmulatorState;
  readonly routes: RouteTools;
  readonly tokens: TokenIssuer;
  readonly clock: { now: number };
  /** The application with a secret, and the managed identity. */
  readonly application: Application;
  readonly identity: Application;
  /** A token's text, with `Bearer` before it. */
  bearer(audience: Audience, application?: Application): Promise<string>;
}

/** 20 November 2026, noon, UTC. */
export const NOON = Date.UTC(2026, 10, 20, 12);

const RESOURCES: { readonly [Name in Audience]: string } = {
  graph: "https://graph.microsoft.com",
  "log-analytics": "https://api.loganalytics.io",
  "resource-manager": "https://management.azure.com",
};

/** Services with that much registered; nothing listens yet. */
export async function createTestServices(
  register: (services: Omit<TestServices, "bearer">) => void,
  tables: StoredTable[] = [],
): Promise<TestServices> {
  const clock = { now: NOON };
  const now = () => clock.now;
  const random = seededRandom(7);
  const applications = defaultApplications();
  const [application, identity] = applications as [Application, Application];
  const state: EmulatorState = {
    now,
    tenantId: "c9889dcc-77d4-468a-a8e9-e52ab1f7b1d0",
    workspaceId: "c44f5660-1ce2-4508-a762-a7a0e415d5af",
    applications,
    tokensValidFrom: 0,
    faults: createFaults(random, createLateRows(tables, random, now).order),
    journal: [],
    tables,
    users: [],
    groups: [],
    mailboxes: defaultMailboxes([]),
    uploads: new Map(),
    tiIndicators: [],
    settings: defaultSettings(),
  };
  const tokens = await createTokenIssuer(state);
  const routes = createRouteTools({ state, tokens, random, closing: new AbortController().signal });
  const server = fastify({ forceCloseConnections: true, routerOptions: { caseSensitive: false } });
  routes.install(server);
  const services = { server, state, routes, tokens, clock, application, identity };
  register(services);
  await server.ready();
  return {
    ...services,
    async bearer(audience, as = application) {
      return `Bearer ${(await tokens.issue(as, RESOURCES[audience], audience, "secret")).token}`;
    },
  };
}
