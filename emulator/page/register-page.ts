/** The emulator's page: what was mailed, what security tools were told, what was asked, what the tables hold, and what is switched on. */
import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { runQuery } from "../kql/run-query.ts";
import type { EmulatorState, Mailbox, MailMessage } from "../state.ts";
import { EXAMPLE_QUERIES } from "./example-queries.ts";
import { html } from "./html.ts";
import { indicatorPage, indicatorsPage, tiIndicatorPage } from "./indicator-pages.ts";
import { layout, notFoundPage } from "./layout.ts";
import { inLight, parseLight } from "./mail-content.ts";
import { mailboxesPage, mailboxPage } from "./mailbox-pages.ts";
import { messagePage, parseView } from "./message-page.ts";
import { guardPage, isSameOrigin, MAIL_POLICY } from "./page-guard.ts";
import { queryResult } from "./query-result.ts";
import { parseFilter, requestPage, requestsPage } from "./requests-page.ts";
import { settingsPage } from "./settings-page.ts";
import { tablesPage } from "./tables-page.ts";

const LONGEST_FORM = 100_000;
const ASSETS = [
  { name: "page.css", type: "text/css; charset=utf-8" },
  { name: "query-box.js", type: "text/javascript; charset=utf-8" },
  { name: "icon.svg", type: "image/svg+xml" },
] as const;

type Query = Readonly<Record<string, string>>;

/** Registers the page on the loopback server, in a scope of its own: its guard, its parser and its errors concern no other route. */
export function registerPage(server: FastifyInstance, state: EmulatorState): void {
  void server.register((scope, _options, done) => {
    scope.addHook("onRequest", guardPage);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<string>(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: LONGEST_FORM },
      (_request, body, done) => done(null, parseQuery(String(body))),
    );
    scope.setErrorHandler((error, _request, reply) => sendPage(reply, errorPage(error), statusOf(error)));
    registerAssets(scope);
    registerMail(scope, state);
    registerIndicators(scope, state);
    registerRequests(scope, state);
    registerTables(scope, state);
    scope.get("/settings", (_request, reply) => sendPage(reply, settingsPage(state)));
    done();
  });
}

function registerAssets(scope: FastifyInstance): void {
  for (const { name, type } of ASSETS) {
    const bytes = readFileSync(new URL(`./assets/${name}`, import.meta.url));
    scope.get(`/page/${name}`, (_request, reply) => reply.type(type).send(bytes));
  }
}

function registerMail(scope: FastifyInstance, state: EmulatorState): void {
  scope.get("/", (_request, reply) => sendPage(reply, mailboxesPage([...state.mailboxes.values()])));

  scope.get("/mailbox", (request, reply) => {
    const mailbox = state.mailboxes.get((search(request)["address"] ?? "").toLowerCase());
    return mailbox === undefined ? notFound(reply, "There is no such mailbox.") : sendPage(reply, mailboxPage(mailbox));
  });

  scope.get("/message", (request, reply) => {
    const { view, light } = search(request);
    const found = findMessage(state, search(request));
    if (found === null) {
      return notFound(reply, "There is no such message.");
    }
    const { mailbox, message } = found;
    return sendPage(reply, messagePage(mailbox, message, parseView(view, message), parseLight(light)));
  });

  scope.get("/message/content", (request, reply) => {
    const content = findMessage(state, search(request))?.message.html ?? null;
    if (content === null) {
      return notFound(reply, "There is no such message.");
    }
    reply.header("content-security-policy", MAIL_POLICY).removeHeader("x-frame-options");
    return sendPage(reply, inLight(content, parseLight(search(request)["light"])));
  });
}

function registerIndicators(scope: FastifyInstance, state: EmulatorState): void {
  scope.get("/indicators", (_request, reply) => sendPage(reply, indicatorsPage(state)));

  scope.get("/indicator", (request, reply) => {
    const { source = "", id = "", ti } = search(request);
    if (ti !== undefined) {
      const found = state.tiIndicators.find((one) => one.id === ti);
      return found === undefined
        ? notFound(reply, "There is no such indicator.")
        : sendPage(reply, tiIndicatorPage(found));
    }
    const found = [...state.uploads.values()].find((one) => one.sourceSystem === source && one.id === id);
    return found === undefined ? notFound(reply, "There is no such object.") : sendPage(reply, indicatorPage(found));
  });
}

function registerRequests(scope: FastifyInstance, state: EmulatorState): void {
  scope.get("/requests", (request, reply) =>
    sendPage(reply, requestsPage(state.journal, parseFilter(search(request)))),
  );

  scope.get("/request", (request, reply) => {
    const n = Number(search(request)["n"]);
    const entry = state.journal.find((one) => one.n === n);
    return entry === undefined
      ? notFound(reply, "This request is not, or no longer, in the journal.")
      : sendPage(reply, requestPage(entry));
  });
}

function registerTables(scope: FastifyInstance, state: EmulatorState): void {
  scope.get("/tables", (request, reply) => {
    const text = search(request)["query"] ?? EXAMPLE_QUERIES[0]?.text ?? "";
    return sendPage(reply, tablesPage(state.tables, state.now(), { text, showEmptyColumns: false, result: null }));
  });

  scope.post("/tables", (request, reply) => {
    if (!isSameOrigin(request)) {
      return sendPage(reply, refusedPage(), 403);
    }
    const form = (request.body ?? {}) as Query;
    const text = form["query"] ?? "";
    const showEmptyColumns = form["empty"] === "yes";
    const start = performance.now();
    const now = state.now();
    const tables = state.tables.map((table) => ({ ...table, rows: table.rows.filter((row) => row.ingestedAt <= now) }));
    const outcome = runQuery(text, { tables, now, timespan: null });
    const result = queryResult(outcome, performance.now() - start, showEmptyColumns);
    return sendPage(reply, tablesPage(state.tables, now, { text, showEmptyColumns, result }));
  });
}

function findMessage(
  state: EmulatorState,
  { mailbox: address = "", id = "" }: Query,
): { readonly mailbox: Mailbox; readonly message: MailMessage } | null {
  const mailbox = state.mailboxes.get(address.toLowerCase());
  const message = mailbox?.messages.find(({ immutableId }) => immutableId === id);
  return mailbox === undefined || message === undefined ? null : { mailbox, message };
}

/** The query string; of a name given twice the last counts. */
function search(request: FastifyRequest): Query {
  return parseQuery(new URL(request.url, "http://localhost").search);
}

function parseQuery(text: string): Query {
  return Object.fromEntries(new URLSearchParams(text));
}

function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").send(page);
}

function notFound(reply: FastifyReply, what: string): FastifyReply {
  return sendPage(reply, notFoundPage(what), 404);
}

function refusedPage(): string {
  return layout({
    title: "Refused",
    section: null,
    content: html`<h1>Refused</h1>\n<p>A query is run for this page only, not for another site.</p>`,
  });
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function errorPage(error: unknown): string {
  const message = error instanceof Error ? error.message : "Something unknown went wrong.";
  return layout({ title: "Failed", section: null, content: html`<h1>That did not work</h1>\n<p>${message}</p>` });
}
