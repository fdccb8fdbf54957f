/** What tests and people change while it runs: faults, permissions, tables. On the page's server, for programs on this machine only. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { InputError } from "../input-error.ts";
import { parseFaultOrder } from "../parse-fault.ts";
import { parseSettings } from "../service-settings.ts";
import type { EmulatorState } from "../state.ts";
import { changeApplication, showApplication } from "./application-changes.ts";
import { dropTable, putTable, showTable, type TableTools } from "./table-changes.ts";

const OWN_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Registers everything below `/emulator`. */
export function registerControlApi(server: FastifyInstance, state: EmulatorState, tables: TableTools): void {
  server.register(
    (control, _options, done) => {
      control.addHook("onRequest", async (request, reply) => refuseOutsiders(request, reply));
      control.setErrorHandler((error, _request, reply) => {
        const status = error instanceof InputError ? 400 : statusOf(error);
        const message = status === 500 ? "the emulator failed" : error instanceof Error ? error.message : "";
        if (status === 500) {
          console.error(error);
        }
        return reply.code(status).send({ error: message });
      });
      registerFaults(control, state);
      registerApplications(control, state);
      registerTables(control, state, tables);
      control.get("/journal", (request) => journal(request, state));
      registerSettings(control, state);
      control.get("/indicators", () => listIndicators(state));
      control.get("/mailboxes", () => ({ mailboxes: [...state.mailboxes.values()].map(withoutBytes) }));
      done();
    },
    { prefix: "/emulator" },
  );
}

function registerFaults(control: FastifyInstance, state: EmulatorState): void {
  control.get("/faults", () => ({ faults: state.faults.list() }));
  control.post("/faults", (request, reply) => {
    // All are read before one is switched on.
    const orders = [request.body].flat().map(parseFaultOrder);
    for (const order of orders) {
      state.faults.add(order);
    }
    return reply.code(201).send({ faults: state.faults.list() });
  });
  control.delete("/faults", () => {
    state.faults.clear();
    return { faults: [] };
  });
}

function registerApplications(control: FastifyInstance, state: EmulatorState): void {
  control.get("/applications", () => ({ applications: state.applications.map(showApplication) }));
  control.patch("/applications/:clientId", (request, reply) => {
    const { clientId } = request.params as { readonly clientId: string };
    const application = state.applications.find((one) => one.clientId === clientId.toLowerCase());
    if (application === undefined) {
      return reply.code(404).send({ error: "no application has this client id" });
    }
    changeApplication(application, request.body);
    return reply.send(showApplication(application));
  });
}

function registerSettings(control: FastifyInstance, state: EmulatorState): void {
  control.get("/settings", () => state.settings);
  control.patch("/settings", (request) => Object.assign(state.settings, parseSettings(request.body)));
}

/** What security tools were told: the newest version of each uploaded object, and Graph's indicators. */
function listIndicators({ uploads, tiIndicators }: EmulatorState): unknown {
  return { uploads: [...uploads.values()], tiIndicators };
}

function registerTables(control: FastifyInstance, state: EmulatorState, tools: TableTools): void {
  control.get("/tables", () => ({ tables: state.tables.map(showTable) }));
  for (const [method, mode] of [
    ["POST", "append"],
    ["PUT", "replace"],
  ] as const) {
    control.route({
      method,
      url: "/tables/:name",
      handler: (request, reply) => {
        const { name } = request.params as { readonly name: string };
        return reply.code(201).send(showTable(putTable(state, tools, { name, mode, input: request.body })));
      },
    });
  }
  control.delete("/tables/:name", (request, reply) => {
    const { name } = request.params as { readonly name: string };
    return dropTable(state, name) ? reply.code(204).send() : reply.code(404).send({ error: `no table "${name}"` });
  });
}

function journal(request: FastifyRequest, state: EmulatorState): unknown {
  const { after = "0" } = request.query as { readonly after?: string };
  if (!/^\d{1,15}$/.test(after)) {
    throw new InputError('"after" is the number of an entry');
  }
  return { entries: state.journal.filter(({ n }) => n > Number(after)) };
}

function withoutBytes({
  messages,
  ...mailbox
}: EmulatorState["mailboxes"] extends Map<string, infer Box> ? Box : never): unknown {
  return {
    ...mailbox,
    messages: messages.map(({ mime, ...message }) => ({ ...message, mime: mime.toString("latin1") })),
  };
}

/** A page of somebody else's, open in the same browser, must not reach these: by another name for this machine, or by a form. */
async function refuseOutsiders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const origin = request.headers.origin;
  if (!OWN_HOSTS.has(host) || (origin !== undefined && origin !== `http://${request.headers.host}`)) {
    await reply.code(403).send({ error: "only for programs and pages of this machine" });
  }
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : 500;
  return typeof status === "number" ? status : 500;
}
