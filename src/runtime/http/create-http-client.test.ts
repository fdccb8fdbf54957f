import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createHttpClient } from "./create-http-client.ts";
import type { HttpClient, HttpFailureReason, HttpRequest } from "./http-client.ts";
import { answer, type Behaviour, type Loopback, startLoopback } from "./testdata/loopback.ts";
import { createTestAuthority, type TestAuthority } from "./testdata/test-authority.ts";
import { freePort } from "./testdata/tinyproxy.ts";

const NONE = { ca: null, proxy: null };
const cleanUp: { close(): Promise<void> }[] = [];
let authority: TestAuthority;

beforeAll(async () => {
  authority = await createTestAuthority();
});

afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each.close();
});

function client(settings: Parameters<typeof createHttpClient>[0] = NONE): HttpClient {
  const made = createHttpClient(settings);
  cleanUp.push(made);
  return made;
}

async function serve(behave: Behaviour, options: Parameters<typeof startLoopback>[1] = {}): Promise<Loopback> {
  const server = await startLoopback(behave, options);
  cleanUp.push(server);
  return server;
}

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "GET", url, signal: new AbortController().signal, timeoutMs: 5_000, ...more };
}

function failed(reason: HttpFailureReason, sent: boolean): object {
  return { kind: "failed", reason, sent };
}

/** A connection is free for the next request a turn after the last answer's end. */
async function connectionIsIdle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Says nothing, ever. */
const silent: Behaviour = () => {};
const says =
  (text: string | Uint8Array): Behaviour =>
  (socket) => {
    socket.write(text);
  };
const saysAndEnds =
  (text: string): Behaviour =>
  (socket) => {
    socket.end(text);
  };
const saysAndResets =
  (text: string): Behaviour =>
  (socket) => {
    if (text === "") socket.resetAndDestroy();
    else socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20));
  };

describe("an answer", () => {
  it("is whole: status, headers by name in lower case, text", async () => {
    const server = await serve(says(answer(207, "Grüße", ["X-One: 1", "X-Two: a", "X-Two: b"])));
    const outcome = await client().send(get(`${server.url}/a?b=c`, { headers: { "x-asked": "yes" } }));
    expect(outcome).toMatchObject({ kind: "answer", status: 207, text: "Grüße" });
    expect(outcome.kind === "answer" && Object.fromEntries(outcome.headers)).toMatchObject({
      "x-one": "1",
      "x-two": "a, b",
    });
    expect(server.requests[0]).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/);
    expect(server.requests[0]).toContain("x-asked: yes");
  });

  it.each([
    ["204 without a body", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""],
    ["an empty 200", answer(200, ""), 200, ""],
    ["a redirect, which is not followed", answer(302, "", ["Location: http://127.0.0.1:1/"]), 302, ""],
    ["hints first", `HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n${answer(200, "after")}`, 200, "after"],
    [
      "in chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
      200,
      "abcde",
    ],
    ["with a byte order mark", answer(200, "\uFEFF{}"), 200, "{}"],
    ["an error of the server", answer(503, "busy"), 503, "busy"],
  ])("may be %s", async (_what, text, status, body) => {
    const server = await serve(says(text));
    expect(await client().send(get(server.url))).toMatchObject({ kind: "answer", status, text: body });
  });

  it("may end with the connection where nothing says how long it is", async () => {
    const server = await serve(saysAndEnds("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall there is"));
    expect(await client().send(get(server.url))).toMatchObject({ kind: "answer", text: "all there is" });
  });

  it("may be packed, within the same limit", async () => {
    const packed = gzipSync("a".repeat(100_000));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
    const server = await serve(says(Buffer.concat([Buffer.from(head), packed])));
    expect(await client().send(get(server.url))).toMatchObject({ kind: "answer", text: "a".repeat(100_000) });
    expect(await client().send(get(server.url, { maxBytes: 99_999 }))).toEqual(failed("answer-too-large", true));
    expect(server.requests[0]).toContain("accept-encoding: gzip");
  });

  it("is asked for with each header once, the last of those that differ in case alone", async () => {
    const server = await serve(says(answer(200, "")));
    await client().send(get(server.url, { headers: { "X-A": "1", "x-a": "2", "Accept-Encoding": "br" } }));
    expect(server.requests[0]?.toLowerCase().match(/x-a: .|accept-encoding: .*/g)).toEqual([
      "x-a: 2",
      "accept-encoding: gzip",
    ]);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "comes to %s with a body of bytes or text, or none",
    async (method) => {
      const server = await serve(says(answer(200, "")));
      const http = client();
      await http.send(get(server.url, { method, body: "Grüße" }));
      await http.send(get(server.url, { method, body: new Uint8Array(9) }));
      await http.send(get(server.url, { method }));
      expect(server.requests.map((head) => /content-length: (\d+)/.exec(head)?.[1])).toEqual([
        "7",
        "9",
        method === "DELETE" ? undefined : "0",
      ]);
    },
  );
});

describe("a request of which nothing was sent", () => {
  it.each([
    ["no address", "not an address", "bad-url"],
    ["another scheme", "ftp://127.0.0.1/", "bad-url"],
    ["a user in the address", "https://a:b@127.0.0.1/", "bad-url"],
    ["a name nobody has", "https://host.invalid/", "host-not-found"],
  ] as const)("%s", async (_what, url, reason) => {
    expect(await client().send(get(url))).toEqual(failed(reason, false));
  });

  it("a header that is none", async () => {
    const server = await serve(says(answer(200, "")));
    const outcome = await client().send(get(server.url, { headers: { "x-a": "b\r\nx-c: d" } }));
    expect(outcome).toEqual(failed("bad-url", false));
    expect(server.requests).toEqual([]);
  });

  it("nobody listens", async () => {
    const port = await freePort();
    expect(await client().send(get(`http://127.0.0.1:${port}/`))).toEqual(failed("connection-refused", false));
  });

  it("a handshake that never ends", async () => {
    const server = await serve(silent);
    const url = server.url.replace("http:", "https:");
    expect(await client().send(get(url, { timeoutMs: 150 }))).toEqual(failed("connection-timed-out", false));
  });

  it.each([
    ["is reset", (socket: Socket) => void socket.once("data", () => socket.resetAndDestroy())],
    ["is ended", (socket: Socket) => void socket.once("data", () => socket.end())],
    ["is answered in plain text", (socket: Socket) => void socket.once("data", () => socket.end(answer(400, "what?")))],
  ])("a handshake that %s", async (_what, onConnect) => {
    const server = await serve(silent, { onConnect });
    const url = server.url.replace("http:", "https:");
    expect(await client().send(get(url))).toEqual(failed("connection-lost", false));
    expect(server.connections()).toBe(1);
  });

  it("it was given up before", async () => {
    const server = await serve(says(answer(200, "")));
    expect(await client().send(get(server.url, { signal: AbortSignal.abort() }))).toEqual(failed("aborted", false));
    expect(server.connections()).toBe(0);
  });

  it("it was given up while it was connecting", async () => {
    const controller = new AbortController();
    const server = await serve(silent, { onConnect: () => controller.abort() });
    const url = server.url.replace("http:", "https:");
    expect(await client().send(get(url, { signal: controller.signal }))).toEqual(failed("aborted", false));
  });
});

describe("a certificate", () => {
  const good = async (): Promise<Loopback> =>
    serve(says(answer(200, "in private")), { tls: await authority.issue(["localhost"]) });

  it("of an authority that was added is trusted, and only then", async () => {
    const server = await good();
    expect(await client({ ca: authority.ca, proxy: null }).send(get(server.url))).toMatchObject({ text: "in private" });
    expect(await client().send(get(server.url))).toEqual(failed("certificate-untrusted", false));
    expect(server.requests).toHaveLength(1);
  });

  it("may be of any authority in a bundle", async () => {
    const server = await good();
    const other = await createTestAuthority("Fabrikam Authority");
    const bundle = `${other.ca}\n${authority.ca}\n`;
    expect(await client({ ca: bundle, proxy: null }).send(get(server.url))).toMatchObject({ status: 200 });
  });

  it.each([
    ["is of another authority", async () => (await createTestAuthority()).issue(["localhost"])],
    ["is for another name", async () => authority.issue(["graph.contoso.com"])],
    ["has expired", async () => authority.issue(["localhost"], -20, -10)],
    ["is not valid yet", async () => authority.issue(["localhost"], 5, 10)],
  ])("that %s is refused before anything is sent", async (_what, issue) => {
    const server = await serve(says(answer(200, "")), { tls: await issue() });
    const outcome = await client({ ca: authority.ca, proxy: null }).send(get(server.url));
    expect(outcome).toEqual(failed("certificate-untrusted", false));
    expect(server.requests).toEqual([]);
  });

  it("is not trusted because the added authorities are none", async () => {
    const server = await good();
    const outcome = await client({ ca: "not a certificate", proxy: null }).send(get(server.url));
    expect(outcome).toEqual(failed("certificate-untrusted", false));
  });
});

describe("a connection that breaks when the request is out", () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n";
  const announced = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcde";

  it.each<[string, Behaviour, HttpFailureReason]>([
    ["closed without an answer", saysAndEnds(""), "connection-lost"],
    ["reset without an answer", saysAndResets(""), "connection-lost"],
    ["closed in the first line", saysAndEnds("HTTP/1.1 20"), "connection-lost"],
    ["reset in the headers", saysAndResets("HTTP/1.1 200 OK\r\nContent-Le"), "connection-lost"],
    ["closed after a hint", saysAndEnds("HTTP/1.1 100 Continue\r\n\r\n"), "connection-lost"],
    ["answered in another protocol", saysAndEnds("SSH-2.0-OpenSSH_9.9\r\n"), "connection-lost"],
    [
      "switched to another protocol",
      says("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
      "connection-lost",
    ],
    ["closed after the headers", saysAndEnds("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), "answer-cut-short"],
    ["closed in an announced body", saysAndEnds(announced), "answer-cut-short"],
    ["reset in an announced body", saysAndResets(announced), "answer-cut-short"],
    ["closed between chunks", saysAndEnds(chunked), "answer-cut-short"],
    ["reset between chunks", saysAndResets(chunked), "answer-cut-short"],
    ["closed in a chunk", saysAndEnds(`${chunked}9\r\nab`), "answer-cut-short"],
    ["garbage for a chunk", saysAndEnds(`${chunked}xyz\r\n`), "answer-cut-short"],
    ["packed and cut", saysAndEnds("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b"), "answer-cut-short"],
    ["packed as nobody asked", says(answer(200, "abc", ["Content-Encoding: br"])), "answer-cut-short"],
  ])("%s", async (_what, behave, reason) => {
    const server = await serve(behave);
    const outcome = await client().send(get(server.url, { method: "POST", body: "{}" }));
    expect(outcome).toEqual(failed(reason, true));
    expect(server.requests).toHaveLength(1);
  });

  it.each(["GET", "POST"] as const)("while it is reused is told, and %s is not sent again", async (method) => {
    const server = await serve((socket, n) =>
      n === 1 ? socket.write(answer(200, "first")) : socket.resetAndDestroy(),
    );
    const http = client();
    expect(await http.send(get(server.url, { method }))).toMatchObject({ text: "first" });
    await connectionIsIdle();
    expect(await http.send(get(server.url, { method }))).toEqual(failed("connection-lost", true));
    expect(server.connections()).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  it("while it is idle is replaced", async () => {
    const server = await serve((socket) => void socket.end(answer(200, "and gone")));
    const http = client();
    for (let n = 1; n <= 3; n += 1) {
      expect(await http.send(get(server.url))).toMatchObject({ text: "and gone" });
      await connectionIsIdle();
    }
    expect(server.connections()).toBe(3);
  });
});

describe("what a request may cost", () => {
  it.each([
    ["no answer", silent],
    ["half of the headers", says("HTTP/1.1 200 OK\r\n")],
    ["half of the body", says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcde")],
  ])("ends with its time: %s", async (_what, behave) => {
    const server = await serve(behave);
    expect(await client().send(get(server.url, { timeoutMs: 100 }))).toEqual(failed("timed-out", true));
  });

  it("ends with its time though bytes keep coming", async () => {
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      const drip = setInterval(() => socket.write("a"), 10);
      socket.on("close", () => clearInterval(drip));
    });
    expect(await client().send(get(server.url, { timeoutMs: 120 }))).toEqual(failed("timed-out", true));
  });

  it("ends when it is given up, also in the middle of an answer", async () => {
    const controller = new AbortController();
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", () => controller.abort());
    });
    expect(await client().send(get(server.url, { signal: controller.signal }))).toEqual(failed("aborted", true));
  });

  it.each([
    ["announced", (socket: Socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")],
    [
      "poured out without end",
      (socket: Socket) => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        const pour = (): void => {
          while (socket.writable && socket.write("a".repeat(65_536)));
        };
        socket.on("drain", pour);
        pour();
      },
    ],
  ])("ends at the limit of bytes, %s", async (_what, behave) => {
    const server = await serve(behave);
    expect(await client().send(get(server.url, { maxBytes: 1_000_000 }))).toEqual(failed("answer-too-large", true));
  });

  it("is one connection at a time, kept for the next", async () => {
    const server = await serve(says(answer(200, "kept")));
    const http = client();
    for (let n = 0; n < 5; n += 1) {
      await http.send(get(server.url));
      await connectionIsIdle();
    }
    expect(server.connections()).toBe(1);
    await http.close();
    expect(await http.send(get(server.url))).toMatchObject({ text: "kept" });
  });

  it("closing waits for answers that are due, and for nothing else", async () => {
    const late = await serve((socket) => void setTimeout(() => socket.write(answer(200, "late")), 50));
    const never = await serve(silent);
    const http = client();
    const due = http.send(get(late.url));
    await http.send(get(never.url.replace("http:", "https:"), { timeoutMs: 20 }));
    await http.close();
    expect(await due).toMatchObject({ text: "late" });
  });

  it("leaves no listener on the caller's signal", async () => {
    const server = await serve(says(answer(200, "")));
    const { signal } = new AbortController();
    await client().send(get(server.url, { signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
