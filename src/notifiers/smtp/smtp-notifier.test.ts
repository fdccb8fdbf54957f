import { describe, expect, it, onTestFinished } from "vitest";
import { TestMemory } from "../conformance.ts";
import type { Notifier } from "../notifier.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./testdata/scripted-server.ts";
import { mailTo, testConfig, testNotifier } from "./testdata/smtp-settings.ts";

const GOES_ON = new AbortController().signal;
const ANNA = "anna.sato@contoso.com";
const PEOPLE = Array.from({ length: 12 }, (_, i) => `person${i}@contoso.com`);

interface Place {
  readonly server: ScriptedServer;
  readonly notifier: Notifier;
}

async function begin(script: Script = {}, keys: object = {}): Promise<Place> {
  const server = await startScriptedServer(script);
  const notifier = testNotifier(testConfig(server.port, keys));
  onTestFinished(async () => {
    await notifier.close();
    await server.close();
  });
  return { server, notifier };
}

const sendTo = (notifier: Notifier, recipient: string) => notifier.send(mailTo(recipient), new TestMemory(), GOES_ON);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a message on its way", () => {
  it("goes to one recipient, with the words and headers it was frozen with", async () => {
    const { server, notifier } = await begin({}, { envelopeFrom: "bounces@contoso.com" });
    const message = mailTo(ANNA);

    expect(await notifier.send(message, new TestMemory(), GOES_ON)).toEqual({
      status: "delivered",
      providerReference: "4XyZ12abcD",
    });

    expect(server.messages.map((bytes) => bytes.toString("latin1"))).toEqual([
      Buffer.from(message.mime).toString("latin1"),
    ]);
    expect(server.heard).toEqual([
      "EHLO lockbell.contoso.com",
      `MAIL FROM:<bounces@contoso.com> SIZE=${message.mime.length}`,
      `RCPT TO:<${ANNA}>`,
      "DATA",
      "<message>",
    ]);
    expect(server.messages[0]?.toString()).toMatch(/^Message-ID: <01JD\.lockbell@contoso\.com>\r$/m);
    expect(server.messages[0]?.toString()).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(server.messages[0]?.toString()).not.toMatch(/^bcc:/im);
  });

  it.each([
    ["dots alone and in front", ".\r\n..\r\n.hidden\r\n\r\n.\r\n"],
    ["long lines", `${"x".repeat(5_000)}\r\n`],
    ["bytes beyond ASCII, and none", "Z\xfcrich \xff\x00\x7f\r\n"],
    ["trailing blanks and empty lines", "a \t\r\n\r\n\r\n"],
    ["much of it", "Someone could not open a document you protected.\r\n".repeat(40_000)],
  ])("arrives byte for byte: %s", async (_what, body) => {
    const { server, notifier } = await begin();
    const message = mailTo(ANNA, body);
    expect(await notifier.send(message, new TestMemory(), GOES_ON)).toMatchObject({ status: "delivered" });
    expect(server.messages.map((bytes) => bytes.equals(message.mime))).toEqual([true]);
  });

  it("gets its last line break if it has none", async () => {
    const { server, notifier } = await begin();
    await notifier.send(mailTo(ANNA, "the end"), new TestMemory(), GOES_ON);
    expect(server.messages[0]?.toString()).toMatch(/\r\n\r\nthe end\r\n$/);
  });

  it("is noted before its first byte is sent, and after it was accepted", async () => {
    const { server, notifier } = await begin();
    const notes: (readonly [note: string, heard: string | undefined])[] = [];
    const memory = {
      value: null,
      remember: async (note: string) => void notes.push([note.replace(/:\d+$/, ""), server.heard.at(-1)]),
    };
    await notifier.send(mailTo(ANNA), memory, GOES_ON);
    expect(notes).toEqual([
      ["smtp: data begun to 127.0.0.1", "DATA"],
      ["smtp: accepted by 127.0.0.1", "<message>"],
    ]);
  });

  it("is not sent when it cannot be noted, and the store's error is passed on", async () => {
    const { server, notifier } = await begin();
    const memory = { value: null, remember: () => Promise.reject(new Error("The store is gone.")) };
    await expect(notifier.send(mailTo(ANNA), memory, GOES_ON)).rejects.toThrow("The store is gone.");
    await until(() => server.open === 0);
    expect(server.messages).toEqual([]);
    expect(await sendTo(notifier, ANNA)).toMatchObject({ status: "delivered" });
  });

  it("is delivered even if that cannot be noted any more", async () => {
    const { server, notifier } = await begin();
    const memory = new TestMemory();
    memory.cutAt(2, "before");
    expect(await notifier.send(mailTo(ANNA), memory, GOES_ON)).toMatchObject({ status: "delivered" });
    expect(server.messages.length).toBe(1);
    expect(await notifier.reconcile(mailTo(ANNA), memory, GOES_ON)).toEqual({ status: "unknown" });
  });

  it("is not begun on a connection that was lost while it was noted, so that it can be sent again", async () => {
    const { server, notifier } = await begin();
    const memory = new TestMemory();
    const slow = {
      value: null,
      async remember(note: string) {
        await memory.remember(note);
        server.dropAll();
        // Some turns for the loss to be noticed here.
        let turns = 0;
        await until(() => turns++ > 200);
      },
    };
    expect(await notifier.send(mailTo(ANNA), slow, GOES_ON)).toEqual({ status: "retry", reason: "connection-lost" });
    expect(memory.value).toContain("nothing sent");
    expect(server.messages).toEqual([]);
  });

  it("takes another notifier's note back before it begins", async () => {
    const { notifier } = await begin({ acts: { RCPT: "450 4.2.0 Later" } });
    const memory = new TestMemory();
    memory.value = "graph-mail: draft 7";
    await notifier.send(mailTo(ANNA), memory, GOES_ON);
    expect(await notifier.reconcile(mailTo(ANNA), memory, GOES_ON)).toEqual({ status: "not-delivered" });
  });

  it.each([
    ["an address beyond ASCII", "ann\u00e4@contoso.com", "", "address-needs-smtputf8"],
    ["a body beyond ASCII", ANNA, "Z\xfcrich\r\n", "message-needs-8bitmime"],
  ])(
    "is refused by name when the server cannot carry %s, and sent when it can",
    async (_what, recipient, body, reason) => {
      const able = await begin();
      const unable = await begin({ offers: [] });
      const message = mailTo(recipient, body);
      expect(await unable.notifier.send(message, new TestMemory(), GOES_ON)).toEqual({ status: "rejected", reason });
      expect(unable.server.heard).toEqual(["EHLO lockbell.contoso.com"]);
      expect(await able.notifier.send(message, new TestMemory(), GOES_ON)).toMatchObject({ status: "delivered" });
      expect(able.server.heard[1]).toMatch(reason === "address-needs-smtputf8" ? /SMTPUTF8/ : /BODY=8BITMIME/);
    },
  );
});

describe("what the server calls a message", () => {
  it.each([
    ["250 2.0.0 Ok: queued as 5D0B71E0A2A", "5D0B71E0A2A"],
    ["250 OK id=1r2QmV-0001Yx-2c", "1r2QmV-0001Yx-2c"],
    ["250 OK id=1r2QmV-00000001YxZ-2cAb", "1r2QmV-00000001YxZ-2cAb"],
    ["250 2.0.0 3AKC2abc012345 Message accepted for delivery", "3AKC2abc012345"],
    [
      "250 2.6.0 <01JD.lockbell@contoso.com> [InternalId=11, Hostname=x.prod.outlook.com] 9 bytes in 0.1, Queued mail for delivery",
      "01JD.lockbell@contoso.com",
    ],
    ["250 Thank you, anna.sato@contoso.com", undefined],
    ["250-2.0.0 Ok\r\n250 2.0.0 queued", undefined],
  ])("%s", async (dot, providerReference) => {
    const { notifier } = await begin({ acts: { dot } });
    expect(await sendTo(notifier, ANNA)).toEqual({
      status: "delivered",
      ...(providerReference === undefined ? {} : { providerReference }),
    });
  });
});

describe("connections", () => {
  it("are used again, one message after the other, up to their limit", async () => {
    const { server, notifier } = await begin({}, { connections: 1, messagesPerConnection: 5 });
    for (const person of PEOPLE) expect(await sendTo(notifier, person)).toMatchObject({ status: "delivered" });
    expect(server.messages.length).toBe(12);
    expect(server.connections).toBe(3);
    expect(server.heard.filter((line) => line === "QUIT").length).toBe(2);
  });

  it("are never more than allowed; who comes later waits", async () => {
    const { server, notifier } = await begin({}, { connections: 3 });
    const results = await Promise.all(PEOPLE.map((person) => sendTo(notifier, person)));
    expect(results.map(({ status }) => status)).toEqual(PEOPLE.map(() => "delivered"));
    expect(server.messages.length).toBe(12);
    expect(server.mostOpen).toBe(3);
  });

  it("go on after a refused recipient", async () => {
    const refuseFirst = (text: string): string => (text.includes(PEOPLE[0]!) ? "550 5.1.1 Who?" : "250 Ok");
    const { server, notifier } = await begin({ acts: { RCPT: refuseFirst } });
    expect(await sendTo(notifier, PEOPLE[0]!)).toMatchObject({ status: "rejected" });
    expect(await sendTo(notifier, PEOPLE[1]!)).toMatchObject({ status: "delivered" });
    expect(server.connections).toBe(1);
    expect(server.heard).toContain("RSET");
  });

  it("that the server ended meanwhile are replaced, and nobody notices", async () => {
    const { server, notifier } = await begin();
    await sendTo(notifier, PEOPLE[0]!);
    server.dropAll();
    expect(await sendTo(notifier, PEOPLE[1]!)).toMatchObject({ status: "delivered" });
    expect(server.messages.length).toBe(2);
  });

  it("that the server ends with 421 at the next message are replaced as well", async () => {
    const secondIsTooMuch = (_text: string, nth: number): string => (nth === 1 ? "421 4.7.0 Enough" : "250 Ok");
    const { server, notifier } = await begin({ acts: { MAIL: secondIsTooMuch } });
    for (const person of PEOPLE.slice(0, 3))
      expect(await sendTo(notifier, person)).toMatchObject({ status: "delivered" });
    expect(server.connections).toBe(2);
  });

  it("that end with a message under way are not replaced: it is never sent twice", async () => {
    const secondIsLost = (_text: string, nth: number): "drop" | undefined => (nth === 1 ? "drop" : undefined);
    const { server, notifier } = await begin({ acts: { dot: secondIsLost } });
    expect(await sendTo(notifier, PEOPLE[0]!)).toMatchObject({ status: "delivered" });
    expect(await sendTo(notifier, PEOPLE[1]!)).toEqual({ status: "unknown", reason: "connection-lost" });
    expect(server.messages.length).toBe(2);
    expect(server.connections).toBe(1);
  });

  it("that end with 421 after the message are not replaced either", async () => {
    const { server, notifier } = await begin({
      acts: { dot: (_text, nth) => (nth === 1 ? "421 4.3.0 Bye" : undefined) },
    });
    expect(await sendTo(notifier, PEOPLE[0]!)).toMatchObject({ status: "delivered" });
    expect(await sendTo(notifier, PEOPLE[1]!)).toMatchObject({ status: "retry", reason: "server-closing" });
    expect(server.connections).toBe(1);
  });

  it("are ended when the notifier is closed", async () => {
    const { server, notifier } = await begin();
    await sendTo(notifier, ANNA);
    expect(server.open).toBe(1);
    await notifier.close();
    await until(() => server.open === 0);
    expect(server.heard.at(-1)).toBe("QUIT");
  });
});

describe("told to stop", () => {
  it("while it waits for a connection, it gives up and leaves no trace", async () => {
    const { server, notifier } = await begin({ acts: { RCPT: "hang" } }, { connections: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const sending = notifier.send(mailTo(PEOPLE[0]!), new TestMemory(), first.signal);
    const waiting = notifier.send(mailTo(PEOPLE[1]!), new TestMemory(), second.signal);
    second.abort();
    expect(await waiting).toEqual({ status: "retry", reason: "stopped" });
    await until(() => server.heard.length >= 3);
    first.abort();
    expect(await sending).toEqual({ status: "retry", reason: "stopped" });
    server.script = {};
    expect(await sendTo(notifier, ANNA)).toMatchObject({ status: "delivered" });
    expect(server.messages.length).toBe(1);
  });

  it("while the note is being kept, it sends nothing more", async () => {
    const { server, notifier } = await begin();
    const controller = new AbortController();
    const kept = Promise.withResolvers<void>();
    const memory = { value: null, remember: () => kept.promise };
    const sending = notifier.send(mailTo(ANNA), memory, controller.signal);
    await until(() => server.heard.at(-1) === "DATA");
    controller.abort();
    kept.resolve();
    expect(await sending).toEqual({ status: "retry", reason: "stopped" });
    await until(() => server.open === 0);
    expect(server.messages).toEqual([]);
  });

  it("after the final dot, it cannot say what became of the message", async () => {
    const { server, notifier } = await begin({ acts: { dot: "hang" } });
    const controller = new AbortController();
    const memory = new TestMemory();
    const sending = notifier.send(mailTo(ANNA), memory, controller.signal);
    await until(() => server.messages.length === 1);
    controller.abort();
    expect(await sending).toEqual({ status: "unknown", reason: "stopped" });
    expect(await notifier.reconcile(mailTo(ANNA), memory, GOES_ON)).toEqual({ status: "unknown" });
  });
});
