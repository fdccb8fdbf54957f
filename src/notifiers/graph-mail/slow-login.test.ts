/** What is certain of a message while the login service, or the way to Graph, hangs: an attempt ends early enough to say it. */
import { describe, expect, it } from "vitest";
import type { ApiFailure, ApiOutcome, Microsoft, MicrosoftApi } from "../../microsoft/microsoft.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import { TestMemory, testMessage } from "../conformance.ts";
import type { Notifier } from "../notifier.ts";
import type { GraphMailConfig } from "./config.ts";
import { createGraphMailNotifier } from "./graph-mail-notifier.ts";
import { createMailbox } from "./mailbox.ts";

const MESSAGE = testMessage("d-0001");
const GOES_ON = new AbortController().signal;
const ATTEMPT_MS = 30;

type Hang = "token" | "connection" | "answer" | null;

/** Microsoft where one thing takes for ever; whoever gives up learns as much as the real client tells. */
class SlowMicrosoft implements Microsoft {
  readonly credentials = "client-secret";
  readonly sent: string[] = [];
  hangs: Hang;
  constructor(hangs: Hang) {
    this.hangs = hangs;
  }
  async request({ signal, path }: Parameters<Microsoft["request"]>[0]): Promise<ApiOutcome> {
    if (this.hangs === "token" || this.hangs === "connection") return givenUp(signal, false);
    if (signal.aborted) return givenUp(signal, false);
    this.sent.push(path.replace(/^\/users\/[^/]+/, ""));
    if (this.hangs === "answer") return givenUp(signal, true);
    const text = '{"error":{"code":"ErrorAccessDenied"}}';
    return { kind: "answer", status: 403, headers: new Map(), text };
  }
  async identify(_api: MicrosoftApi, signal: AbortSignal): ReturnType<Microsoft["identify"]> {
    return this.hangs === "token" ? givenUp(signal, false) : { clientId: null, objectId: null, roles: [] };
  }
  async close(): Promise<void> {}
}

async function givenUp(signal: AbortSignal, sent: boolean): Promise<ApiFailure> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return { kind: "failed", reason: "aborted", sent };
}

function start(microsoft: Microsoft, way: GraphMailConfig["way"]): Notifier {
  return createGraphMailNotifier({
    name: "owners",
    way,
    mailbox: createMailbox(microsoft, "document-protection@contoso.com", systemClock),
    clock: systemClock,
    logger: createLogger("silent"),
    attemptMs: ATTEMPT_MS,
  });
}

describe("sending directly, where nobody may look", () => {
  it.each<[Hang, string, string | null]>([
    ["token", "login-unreachable", null],
    ["connection", "timed-out", '"refused"'],
  ])("while the %s hangs leaves it certain that nothing was sent", async (hangs, reason, remembered) => {
    const microsoft = new SlowMicrosoft(hangs);
    const memory = new TestMemory();
    const notifier = start(microsoft, "direct");

    expect(await notifier.send(MESSAGE, memory, GOES_ON)).toEqual({ status: "retry", reason });

    microsoft.hangs = null;
    if (remembered === null) expect(memory.value).toBeNull();
    else expect(memory.value).toContain(remembered);
    expect(await notifier.reconcile(MESSAGE, memory, GOES_ON)).toEqual({ status: "not-delivered" });
    expect(microsoft.sent).toEqual([]);
  });

  it("while the answer hangs leaves it unknown", async () => {
    const microsoft = new SlowMicrosoft("answer");
    const memory = new TestMemory();
    const notifier = start(microsoft, "direct");

    expect(await notifier.send(MESSAGE, memory, GOES_ON)).toEqual({ status: "unknown", reason: "timed-out" });

    expect(microsoft.sent).toEqual(["/sendMail"]);
    microsoft.hangs = null;
    expect(await notifier.reconcile(MESSAGE, memory, GOES_ON)).toEqual({ status: "unknown" });
  });

  it("remembers nothing any more once delivery has given up", async () => {
    const stop = new AbortController();
    const memory = new TestMemory();
    const sending = start(new SlowMicrosoft("connection"), "direct").send(MESSAGE, memory, stop.signal);
    await new Promise(setImmediate);
    stop.abort();

    expect(await sending).toMatchObject({ status: "retry", reason: "aborted" });
    expect(memory.value).toContain('"posting"');
  });
});

describe("sending by a draft", () => {
  it.each<Hang>(["token", "connection"])("while the %s hangs is tried again", async (hangs) => {
    const memory = new TestMemory();
    const notifier = start(new SlowMicrosoft(hangs), "draft");

    expect(await notifier.send(MESSAGE, memory, GOES_ON)).toEqual({ status: "retry", reason: "timed-out" });
    expect(await notifier.reconcile(MESSAGE, memory, GOES_ON)).toEqual({ status: "not-delivered" });
  });

  it("is one attempt with one time limit, however many steps it has", async () => {
    const memory = new TestMemory();
    const microsoft = new SlowMicrosoft(null);
    const steps: AbortSignal[] = [];
    const counted: Microsoft = {
      ...delegate(microsoft),
      request(request) {
        steps.push(request.signal);
        return microsoft.request(request);
      },
    };
    const asked = start(counted, "auto");
    await asked.send(MESSAGE, memory, GOES_ON);

    expect(microsoft.sent).toEqual(["/messages", "/sendMail"]);
    expect(new Set(steps).size).toBe(1);
    expect(steps[0]).not.toBe(GOES_ON);
  });
});

it("a question that hangs is put again later", async () => {
  const memory = new TestMemory();
  const microsoft = new SlowMicrosoft("answer");
  const notifier = start(microsoft, "direct");
  await notifier.send(MESSAGE, memory, GOES_ON);

  expect(await notifier.reconcile(MESSAGE, memory, GOES_ON)).toMatchObject({ status: "later", reason: "timed-out" });
});

function delegate(microsoft: Microsoft): Microsoft {
  return {
    credentials: microsoft.credentials,
    request: (request) => microsoft.request(request),
    identify: (api, signal) => microsoft.identify(api, signal),
    close: () => microsoft.close(),
  };
}
