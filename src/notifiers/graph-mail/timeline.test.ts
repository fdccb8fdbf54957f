import { describe, expect, it } from "vitest";
import { TestMemory, testMessage } from "../conformance.ts";
import type { Notifier, Reconciliation } from "../notifier.ts";
import { readNote } from "./note.ts";
import { startNotifier } from "./testdata/drive.ts";
import { GraphMailbox, type Trouble } from "./testdata/graph-mailbox.ts";

const MESSAGE = testMessage("d-0001");
const GOES_ON = new AbortController().signal;
const HOUR = 3_600_000;
const DRAFTS = ["Mail.ReadWrite", "Mail.Send"];

interface Attempted {
  readonly mailbox: GraphMailbox;
  readonly notifier: Notifier;
  readonly memory: TestMemory;
}

/** A message whose sending got this answer. */
async function sent(
  permissions: readonly string[],
  trouble: Trouble,
  slowness: Partial<Pick<GraphMailbox, "showsAfter" | "movesFor" | "staysDraftFor">> = {},
): Promise<Attempted> {
  const mailbox = Object.assign(new GraphMailbox(permissions), slowness);
  mailbox.trouble = { name: trouble, steps: ["send", "sendMail"] };
  const notifier = startNotifier(mailbox, permissions.includes("Mail.ReadWrite") ? "draft" : "direct");
  const memory = new TestMemory();
  await notifier.send(MESSAGE, memory, GOES_ON);
  mailbox.trouble = null;
  return { mailbox, notifier, memory };
}

const ask = ({ notifier, memory }: Attempted): Promise<Reconciliation> => notifier.reconcile(MESSAGE, memory, GOES_ON);

/** Asks until there is an answer: what was said at which second. */
async function follow(attempted: Attempted): Promise<readonly string[]> {
  const { mailbox } = attempted;
  const start = mailbox.now;
  const told: string[] = [];
  while (told.length < 200) {
    const answer = await ask(attempted);
    const at = (mailbox.now - start) / 1_000;
    told.push(`${at} s: ${answer.status === "later" ? `later, ${answer.reason}` : answer.status}`);
    if (answer.status !== "later") return told;
    mailbox.now += answer.afterMs;
  }
  return told;
}

const WAITED = [0, 15, 30, 60, 120, 240].map((second) => `${second} s: later, not-found-yet`);

describe("a lost answer", () => {
  it("to the direct way is known as soon as the message shows in Sent Items", async () => {
    const attempted = await sent(["Mail.Send", "Mail.Read"], "lost-response-done", { showsAfter: 45_000 });
    expect(await follow(attempted)).toEqual([...WAITED.slice(0, 3), "60 s: delivered"]);
  });

  it("to the direct way means not sent only when the message does not show for five minutes", async () => {
    expect(await follow(await sent(["Mail.Send", "Mail.Read"], "drop"))).toEqual([...WAITED, "300 s: not-delivered"]);
  });

  it("to the direct way stays unknown while there is a draft with our Message-ID that may be on its way", async () => {
    const attempted = await sent(["Mail.Send", "Mail.Read"], "drop");
    attempted.mailbox.put({ mime: Buffer.from(MESSAGE.mime) });
    expect(await follow(attempted)).toEqual([...WAITED, "300 s: unknown"]);
  });

  it("to the direct way stays unknown at once where nobody may look", async () => {
    expect(await follow(await sent(["Mail.Send"], "lost-response-done"))).toEqual(["0 s: unknown"]);
  });

  it.each(["throttle", "refuse", "no-token", "expired"] as const)(
    "is none when it was certain that nothing was sent (%s), even where nobody may look",
    async (trouble) => {
      expect(await follow(await sent(["Mail.Send"], trouble))).toEqual(["0 s: not-delivered"]);
    },
  );

  it("to the telling of a draft is known at once by that draft when it is none any more", async () => {
    expect(await follow(await sent(DRAFTS, "lost-response-done"))).toEqual(["0 s: delivered"]);
  });

  it("to the telling of a draft that is a draft still lets the same draft be told again at once", async () => {
    expect(await follow(await sent(DRAFTS, "drop"))).toEqual(["0 s: not-delivered"]);
  });

  it("to the telling of a draft is none when it was certain that it did not go", async () => {
    for (const trouble of ["throttle", "refuse", "no-token", "expired"] as const)
      expect(await follow(await sent(DRAFTS, trouble))).toEqual(["0 s: not-delivered"]);
  });

  it("to the telling of a draft is waited for while the message is on its way to Sent Items", async () => {
    expect(await follow(await sent(DRAFTS, "lost-response-done", { movesFor: 45_000 }))).toEqual([
      ...WAITED.slice(0, 3),
      "60 s: delivered",
    ]);
  });

  it("to the telling of a draft stays unknown when the message is nowhere", async () => {
    const attempted = await sent(DRAFTS, "lost-response-done");
    attempted.mailbox.messages.length = 0;
    expect(await follow(attempted)).toEqual([...WAITED, "300 s: unknown"]);
  });

  it("is known by a copy that Exchange keeps under another id", async () => {
    const attempted = await sent(DRAFTS, "lost-response-done");
    attempted.mailbox.messages.length = 0;
    attempted.mailbox.put({ mime: Buffer.from(MESSAGE.mime), isDraft: false, folder: "sentitems" });
    expect(await follow(attempted)).toEqual(["0 s: delivered"]);
  });

  it.each([
    ["throttled", "throttle"],
    ["cut off", "drop"],
    ["unavailable", "unavailable"],
    ["without a token", "no-token"],
  ] as const)(
    "is asked about ever less often, and no more after three days, while questions are %s",
    async (_name, trouble) => {
      for (const permissions of [DRAFTS, ["Mail.Send", "Mail.Read"]]) {
        const attempted = await sent(permissions, "lost-response-done");
        attempted.mailbox.trouble = { name: trouble, steps: ["read", "find"] };
        const told = await follow(attempted);
        expect(told.slice(0, 3).map((line) => line.split(":")[0])).toEqual(["0 s", "15 s", "30 s"]);
        expect(told.length).toBeLessThan(90);
        expect(told.at(-1)).toBe(`${(72 * HOUR) / 1_000} s: unknown`);
      }
    },
  );

  it("is asked about again when the permission comes back", async () => {
    const attempted = await sent(DRAFTS, "lost-response-done");
    attempted.mailbox.permissions = [];
    expect(await ask(attempted)).toMatchObject({ status: "later", reason: "permission-missing" });
    attempted.mailbox.permissions = DRAFTS;
    expect(await ask(attempted)).toEqual({ status: "delivered" });
  });

  it("is waited for as long as the service asks", async () => {
    const attempted = await sent(DRAFTS, "lost-response-done");
    attempted.mailbox.trouble = { name: "throttle", steps: ["read"] };
    attempted.mailbox.retryAfter = 600;
    expect(await ask(attempted)).toMatchObject({ status: "later", afterMs: 600_000 });
  });

  it("is unknown when the attempt lies further ahead than any clock may be wrong", async () => {
    const attempted = await sent(["Mail.Send", "Mail.Read"], "drop");
    attempted.mailbox.now -= 73 * HOUR;
    expect(await ask(attempted)).toEqual({ status: "unknown" });
  });
});

describe("what is remembered", () => {
  it("is remembered before each step that it makes good", async () => {
    const mailbox = new GraphMailbox(DRAFTS);
    const told: string[] = [];
    const memory = {
      value: null as string | null,
      remember: async (value: string) => {
        memory.value = value;
        told.push(`${(readNote(value) as { state: string }).state} after ${mailbox.requests.join(", ") || "nothing"}`);
      },
    };
    await startNotifier(mailbox, "draft").send(MESSAGE, memory, GOES_ON);
    expect(told).toEqual(["creating after nothing", "drafted after create", "sending after create"]);
    expect(mailbox.requests).toEqual(["create", "send", "old"]);
  });

  it("names notifier, mailbox, way and Message-ID", async () => {
    const { memory } = await sent(["Mail.Send"], "drop");
    expect(memory.value).toBe(
      'graph-mail {"mailbox":"document-protection@contoso.com","messageId":"<d-0001@contoso.com>","way":"direct","state":"posting","at":1794992400000}',
    );
  });

  it.each([
    ["of another mailbox", (value: string) => value.replace("document-protection@", "others@")],
    ["of another notifier", (value: string) => value.replace("graph-mail", "smtp")],
    ["of a later version", (value: string) => value.replace(/"state":"\w+"/, '"state":"teleported"')],
    ["that is broken", (value: string) => value.slice(0, -1)],
  ])("cannot be asked about when it is %s", async (_name, changed) => {
    for (const permissions of [DRAFTS, ["Mail.Send", "Mail.Read"]]) {
      const attempted = await sent(permissions, "lost-response-done");
      attempted.memory.value = changed(attempted.memory.value ?? "");
      expect(await ask(attempted)).toEqual({ status: "unknown" });
    }
  });

  it("of a draft in another mailbox that was never told to go is no message", async () => {
    const attempted = await sent(DRAFTS, "drop");
    const sending = attempted.memory.value ?? "";
    const elsewhere = sending.replace("document-protection@", "others@");
    attempted.memory.value = elsewhere.replace('"sending"', '"drafted"');
    expect(await ask(attempted)).toEqual({ status: "not-delivered" });
  });
});
