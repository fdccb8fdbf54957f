import fastify, { type FastifyInstance } from "fastify";
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import type { EmulatorState } from "../state.ts";
import { messagePath } from "./mailbox-pages.ts";
import { registerPage } from "./register-page.ts";
import { entry, HOSTILE, mailbox, message, NOW, pageState, upload } from "./testing/page-state.ts";

const HOST = "localhost:8080";
const ORIGIN = `http://${HOST}`;
const MESSAGE = messagePath("document-protection@contoso.com", message());
const FAULTY = { orders: [{ name: "throttle", operations: ["query"], times: 3, delayMs: 2_000 }] } as const;

const PAGES = [
  ["mailboxes", "/"],
  ["a mailbox", "/mailbox?address=document-protection%40contoso.com"],
  ["a hostile mailbox", `/mailbox?address=${encodeURIComponent(`${HOSTILE}@fabrikam.com`)}`],
  ["a message as a client shows it", MESSAGE],
  ["a message's text", `${MESSAGE}&view=text`],
  ["a message's source", `${MESSAGE}&view=source`],
  ["indicators", "/indicators"],
  ["an uploaded object", `/indicator?source=${encodeURIComponent(HOSTILE)}&id=${upload().id}`],
  ["one of Graph's indicators", "/indicator?ti=44444444-0000-4000-8000-000000000001"],
  ["requests", "/requests"],
  ["a request", "/request?n=1"],
  ["a hostile request", "/request?n=2"],
  ["tables", "/tables"],
  ["a hostile query", `/tables?query=${encodeURIComponent(HOSTILE)}`],
  ["settings", "/settings"],
  ["nothing", "/message?mailbox=x&id=y"],
] as const;

describe.each(PAGES)("the page of %s", (_, path) => {
  it("is valid HTML in which hostile text is text", async () => {
    const { body, headers } = await get(server(pageState(FAULTY)), path);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(await problems(body)).toEqual([]);
    expect(body.match(/<(?:script|img|b)\b[^>]*>/g) ?? []).toEqual(
      path.startsWith("/tables") ? ['<script src="/page/query-box.js" defer>'] : [],
    );
    // A query and a message's text are shown as they are; everywhere else nothing may turn text around.
    expect(body.replace(/<(textarea|pre class="text")[\s\S]*?<\/(?:textarea|pre)>/, "")).not.toContain("\u202e");
  });

  it("may load and run nothing but its own files, and be framed by nobody", async () => {
    const { headers } = await get(server(pageState()), path);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("who may look", () => {
  const hosts: readonly (readonly [string, number])[] = [
    ["localhost", 200],
    ["localhost:9", 200],
    ["LOCALHOST:65535", 200],
    ["127.0.0.1:8080", 200],
    ["[::1]:8080", 200],
    ["lockbell.attacker.example", 421],
    ["localhost.attacker.example", 421],
    ["localhost:8080.attacker.example", 421],
    ["attacker.example:8080@localhost", 421],
    ["127.0.0.1.attacker.example", 421],
    ["0.0.0.0:8080", 421],
    ["localhost:8080, attacker.example", 421],
  ];

  it.each(hosts)("as Host %j: %i", async (host, status) => {
    for (const url of ["/", "/requests", MESSAGE, "/page/page.css", "/page/query-box.js"]) {
      const answer = await server(pageState()).inject({ url, headers: { host } });
      expect(answer.statusCode).toBe(status);
      if (status !== 200) expect(answer.body).toBe("This page answers on localhost only.\n");
    }
  });

  it("does not run a query for a stranger's page", async () => {
    const app = server(pageState());
    const origins = [
      undefined,
      "null",
      "http://attacker.example",
      "https://localhost:8080",
      "http://localhost:8081",
      "http://localhost",
    ];
    for (const origin of origins) {
      const answer = await post(app, "query=RMSData_CL", { ...(origin === undefined ? {} : { origin }) });
      expect([origin, answer.statusCode, answer.body.includes("Success")]).toEqual([origin, 403, false]);
    }
    expect((await post(app, "query=RMSData_CL", { origin: ORIGIN })).statusCode).toBe(200);
    expect(
      (await post(app, "query=RMSData_CL", { host: "attacker.example", origin: "http://attacker.example" })).statusCode,
    ).toBe(421);
  });

  it("leaves the server's other routes alone", async () => {
    const app = fastify();
    app.post("/other", (request) => ({ got: request.body }));
    registerPage(app, pageState());
    const answer = await app.inject({
      method: "POST",
      url: "/other",
      headers: { host: "anything" },
      payload: { a: 1 },
    });
    expect([answer.statusCode, answer.json(), answer.headers["content-security-policy"]]).toEqual([
      200,
      { got: { a: 1 } },
      undefined,
    ]);
  });
});

describe("what is not there", () => {
  const paths = [
    "/mailbox",
    "/mailbox?address=nobody%40contoso.com",
    "/mailbox?address=__proto__",
    "/message?mailbox=document-protection%40contoso.com&id=none",
    "/message/content?mailbox=document-protection%40contoso.com&id=none",
    "/indicator",
    "/indicator?source=Lockbell&id=none",
    "/indicator?ti=none",
    "/request",
    "/request?n=99",
    "/request?n=1e0x",
    "/page/register-page.ts",
    "/page/..%2fregister-page.ts",
    "/page/../register-page.ts",
  ];

  it.each(paths)("%s is 404", async (path) => {
    expect((await get(server(pageState()), path)).statusCode).toBe(404);
  });

  it.each([
    ["a body that is no form", "application/json", "{}", 415],
    ["a body that is too long", "application/x-www-form-urlencoded", `query=${"x".repeat(200_000)}`, 413],
  ])("%s is refused on a page", async (_, type, payload, status) => {
    const answer = await post(server(pageState()), payload, { origin: ORIGIN, "content-type": type });
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([status, "text/html; charset=utf-8"]);
  });
});

describe("indicators", () => {
  it("are listed by kind with what they look for, and one is shown with each of its tags by name", async () => {
    const app = server(pageState());
    const list = (await get(app, "/indicators")).body;
    expect(list).toContain("[ipv4-addr:value = &#39;203.0.113.7&#39;]");
    expect(list).toContain("203.0.113.8");
    const { body } = await get(app, `/indicator?source=${encodeURIComponent(HOSTILE)}&id=${upload().id}`);
    expect(body).toContain("<dt>actor</dt><dd><bdi>ben@fabrikam.com</bdi></dd>");
    expect(body).toContain("<dt>–</dt><dd><bdi>label</bdi></dd>");
    expect(body).toContain("the 2. of its versions");
  });

  it("say so when there are none, when one was revoked, and when an API is retired", async () => {
    const none = (await get(server(pageState({ uploads: new Map(), tiIndicators: [] })), "/indicators")).body;
    expect(none).toContain("No object yet.");
    expect(none).toContain("No indicator yet.");
    expect(none).not.toContain("retired");
    const one = upload({ object: { revoked: true } });
    const state = pageState({
      uploads: new Map([[one.id, one]]),
      settings: { tiIndicators: "retired", uploadErrors: "errorMessages" },
    });
    const { body } = await get(server(state), "/indicators");
    expect(body).toContain('<span class="tag">revoked</span>');
    expect(body).toContain('<span class="tag">retired</span>');
  });

  it("are the newest two hundred, where there are more", async () => {
    const many = Array.from({ length: 201 }, (_, n) => upload({ id: `indicator--${n}`, receivedAt: NOW + n }));
    const { body } = await get(
      server(pageState({ uploads: new Map(many.map((one) => [one.id, one])) })),
      "/indicators",
    );
    expect(body).toContain("the newest 200 of 201");
    expect([body.includes("id=indicator--200"), body.includes("id=indicator--0&")]).toEqual([true, false]);
  });
});

describe("mailboxes", () => {
  it("stand in the order of their newest message, those without one apart", async () => {
    const at = (minutes: number, folder: "inbox" | "sentitems" | "drafts") =>
      message({
        folder,
        sentAt: folder === "drafts" ? null : NOW - minutes * 60_000,
        createdAt: NOW - minutes * 60_000,
      });
    const state = withMailboxes([
      mailbox("a@contoso.com", []),
      mailbox("b@contoso.com", [at(9, "inbox")]),
      mailbox("c@contoso.com", [at(2, "sentitems"), at(1, "sentitems"), at(30, "drafts")]),
      mailbox("d@fabrikam.com", [at(5, "inbox")], false),
    ]);
    const { body } = await get(server(state), "/");
    expect(textOf(body)).toMatch(
      /3 mailboxes have messages.*c@contoso\.com 0 2 1 .*d@fabrikam\.com outside 1 0 0 .*b@contoso\.com 1 0 0 .*1 mailbox without a message a@contoso\.com/,
    );
  });

  it("say that there is no mail, and show a mailbox by folders", async () => {
    expect((await get(server(withMailboxes([])), "/")).body).toContain("No mail yet");
    const folders = [
      message({ folder: "inbox", subject: "" }),
      message({ folder: "drafts", sentAt: null, isDraft: true }),
    ];
    const { body } = await get(
      server(withMailboxes([mailbox("a@contoso.com", folders)])),
      "/mailbox?address=A%40contoso.com",
    );
    expect(textOf(body)).toMatch(/Inbox 1 .*\(no subject\).*Drafts 1 /);
  });
});

describe("a message", () => {
  it("is shown in a frame of its own, where it can run, send and load nothing", async () => {
    const app = server(pageState());
    const page = await get(app, `${MESSAGE}&light=dark`);
    const frame = /<iframe class="mail" sandbox src="([^"]+)"/.exec(page.body)?.[1]?.replaceAll("&#38;", "&") ?? "";
    const content = await get(app, frame);
    expect(content.body).toBe(`${message().html}\n<style>:root { color-scheme: dark !important }</style>\n`);
    expect((await get(app, frame.replace("light=dark", "light=auto"))).body).toBe(message().html);
    const policy = String(content.headers["content-security-policy"]);
    expect(policy.split("; ")).toEqual(expect.arrayContaining(["sandbox", "default-src 'none'", "form-action 'none'"]));
    expect(policy).not.toMatch(/script|allow-|https?:/);
  });

  it("shows its source byte for byte as text, what nobody sees by its number", async () => {
    const { body } = await get(server(pageState()), `${MESSAGE}&view=source`);
    const source = /<pre class="source"[^>]*>([\s\S]*)<\/pre>/.exec(body)?.[1] ?? "";
    const text = source
      .replace(/<span class="unseen">U\+([0-9A-F]+)<\/span>/g, (_, hex: string) =>
        String.fromCodePoint(Number.parseInt(hex, 16)),
      )
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(text).toBe(message().mime.toString().replaceAll("\r\n", "\n"));
    expect(source).toContain('<span class="unseen">U+202E</span>fdp.exe');
  });

  it("without HTML shows its text, and says which part it lacks", async () => {
    const plain = withMailboxes([mailbox("a@contoso.com", [message({ html: null })])]);
    const path = messagePath("a@contoso.com", message());
    expect((await get(server(plain), path)).body).toContain('<pre class="text"');
    expect((await get(server(plain), `${path}&view=html`)).body).toContain("no HTML part");
    expect((await get(server(plain), path.replace("/message?", "/message/content?"))).statusCode).toBe(404);
    const rich = withMailboxes([mailbox("a@contoso.com", [message({ text: null })])]);
    expect((await get(server(rich), `${path}&view=text`)).body).toContain("no text part");
  });
});

describe("requests", () => {
  const journal = Array.from({ length: 250 }, (_, i) =>
    entry(i + 1, { status: i % 50 === 0 ? 429 : 200, operation: i % 2 === 0 ? "query" : "mail.send" }),
  );
  const app = server(pageState({ journal }));
  const numbers = async (path: string): Promise<readonly number[]> =>
    [...(await get(app, path)).body.matchAll(/href="\/request\?n=(\d+)"/g)].map(([, n]) => Number(n));

  it("come newest first, a hundred at a time, down to the first", async () => {
    const first = await numbers("/requests");
    expect([first.length, first[0], first.at(-1)]).toEqual([100, 250, 151]);
    const older = /href="([^"]+)">Older/.exec((await get(app, "/requests")).body)?.[1] ?? "";
    expect(older).toBe("/requests?before=151");
    const last = await numbers("/requests?before=51");
    expect([last.length, last[0], last.at(-1)]).toEqual([50, 50, 1]);
    expect((await get(app, "/requests?before=51")).body).not.toContain(">Older<");
  });

  it("can be narrowed to an operation and to what went wrong; what the filter does not know is left out", async () => {
    expect(await numbers("/requests?wrong=yes")).toEqual([201, 151, 101, 51, 1]);
    expect((await numbers("/requests?operation=mail.send"))[0]).toBe(250);
    expect(await numbers("/requests?operation=mail.send&wrong=yes")).toEqual([]);
    expect((await numbers("/requests?operation=%3Cb%3E&before=x")).length).toBe(100);
    const paths = /href="([^"]+)">Older/.exec((await get(app, "/requests?operation=query")).body)?.[1];
    expect(paths).toBe("/requests?operation=query&#38;before=51");
  });

  it("tell what was asked, with its fault, and that no token's body is kept", async () => {
    const state = pageState({
      journal: [entry(1, { fault: "throttle", status: 429, body: '{"query":"A\\n| take 1"}' }), entry(2, { body: "" })],
    });
    const one = textOf((await get(server(state), "/request?n=1")).body);
    expect(one).toMatch(/Status 429 Fault throttle .*Took 13 ms/);
    expect(one).toContain("&#34;query&#34;: &#34;A\\n| take 1&#34;");
    expect((await get(server(state), "/request?n=2")).body).toContain("None was kept");
  });
});

describe("tables", () => {
  it("count the rows that are there by now, and are asked about those alone", async () => {
    const app = server(pageState());
    expect(textOf((await get(app, "/tables")).body)).toMatch(/RMSData_CL 2 and 1 later 2026-11-20 11:30:00 4 /);
    const { body } = await post(app, form("RMSData_CL | summarize Rows = count()"), { origin: ORIGIN });
    expect(textOf(body)).toMatch(/1 row in \d+ ms\. Rows long 2 /);
  });

  it("answer with the query as it was sent, its result or what is wrong with it, in valid HTML", async () => {
    const app = server(pageState());
    for (const [query, answer] of [
      ["RMSData_CL\n| project result_s", "2 rows in"],
      [`RMSData_CL\n| where ${HOSTILE}`, "SyntaxError"],
      ["RMSData_CL\n| where Nowhere_s == 1", "in line 2"],
      ["", "Error"],
    ] as const) {
      const { body, statusCode } = await post(app, form(query), { origin: ORIGIN });
      expect([query, statusCode, await problems(body)]).toEqual([query, 200, []]);
      expect(body.slice(body.indexOf('<div id="result"'))).toContain(answer);
      expect(textOf(/<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(body)?.[1] ?? "")).toContain(
        "RMSData_CL".slice(0, query.length),
      );
    }
  });
});

describe("settings", () => {
  it("name faults and permissions, and no secret", async () => {
    const { body } = await get(server(pageState(FAULTY)), "/settings");
    const text = textOf(body);
    expect(text).toContain("throttle for query, 3 times, 2,000 ms");
    expect(text).toMatch(
      /Graph Mail\.Send User\.Read\.All Log Analytics Data\.Read Exchange none Workspace Log Analytics Reader/,
    );
    expect(text).toContain("2 secrets, 1 certificate");
    expect(body).not.toContain("very-secret");
    expect((await get(server(pageState()), "/settings")).body).toContain("None is switched on");
  });
});

/** A server that listens nowhere, so that there is nothing to close. */
function server(state: EmulatorState): FastifyInstance {
  const app = fastify();
  registerPage(app, state);
  return app;
}

async function get(app: FastifyInstance, url: string) {
  return app.inject({ url, headers: { host: HOST } });
}

async function post(app: FastifyInstance, payload: string, headers: Record<string, string>) {
  return app.inject({
    method: "POST",
    url: "/tables",
    headers: { host: HOST, "content-type": "application/x-www-form-urlencoded", ...headers },
    payload,
  });
}

function form(query: string): string {
  return new URLSearchParams({ query }).toString();
}

function withMailboxes(mailboxes: readonly ReturnType<typeof mailbox>[]): EmulatorState {
  return pageState({ mailboxes: new Map(mailboxes.map((one) => [one.address, one])) });
}

/** The text of a page, its tags replaced by single spaces. */
function textOf(body: string): string {
  return body.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

/** What is invalid; a title is cut to its length before it is escaped, which the validator cannot know. */
async function problems(body: string): Promise<readonly string[]> {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: { "long-title": "off" } });
  const { results } = await validator.validateString(body);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message: text, line }) => `${line} ${ruleId}: ${text}`),
  );
}
