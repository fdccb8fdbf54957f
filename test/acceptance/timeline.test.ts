/** What an owner gets, and when: each test is a day or two of refusals and runs, read as the owner reads them. */
import { describe, expect, it } from "vitest";
import { createPipeline, DAY, HOUR, MINUTE, type Refusal } from "../support/pipeline.ts";

const sam = (at: string, document = "Merger.pptx", more: Partial<Refusal> = {}): Refusal => ({
  at,
  actor: "sam@fabrikam.com",
  document,
  ...more,
});

describe("waits", () => {
  it("the first notice waits the group wait from its first refusal and holds all that came meanwhile", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-11-18T09:00:00Z"));
    await day.run({ every: MINUTE });
    expect(await day.mails()).toEqual([]);

    day.clock.advance(8 * MINUTE);
    day.refuse(sam("2026-11-18T09:07:00Z"), sam("2026-11-18T09:07:30Z", "Budget.xlsx"));
    await day.run({ every: MINUTE });
    expect(await day.mails()).toEqual([]);

    day.clock.advance(MINUTE);
    await day.run({ every: MINUTE });
    const [mail, ...others] = await day.mails();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("Document protection: 3 blocked attempts, 2 documents");
  });

  it("a second notice waits the group interval after the first, then holds all that came meanwhile", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run({ every: MINUTE });
    expect(await day.mails()).toHaveLength(1);

    day.refuse(sam("2026-11-18T08:30:00Z", "Budget.xlsx"), {
      ...sam("2026-11-18T08:31:00Z", "Plan.docx"),
      actor: "kim@adatum.com",
    });
    day.clock.advance(3 * HOUR);
    await day.run({ every: MINUTE });
    expect(await day.mails()).toEqual([]);

    day.clock.advance(HOUR);
    await day.run({ every: MINUTE });
    const mails = await day.mails();
    expect(mails.map(({ subject }) => subject)).toEqual(["Document protection: 2 blocked attempts, 2 documents"]);
    expect(mails[0]?.text).toContain("18 November 2026");
  });

  it("with --once neither wait holds anything", async () => {
    const day = createPipeline();
    for (const [at, document] of [
      ["2026-11-18T09:00:00Z", "A.docx"],
      ["2026-11-18T09:00:01Z", "B.docx"],
    ] as const) {
      day.refuse(sam(at, document));
      await day.run();
    }
    expect(await day.mails()).toHaveLength(2);
  });
});

describe("repeats", () => {
  it("the same person at the same document is told again only when the repeat interval has passed, from the newest told attempt", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-11-18T08:00:00Z"), sam("2026-11-18T08:30:00Z"));
    await day.run();
    expect(await day.mails()).toHaveLength(1);

    day.refuse(sam("2026-11-18T09:30:00Z"));
    day.clock.set("2026-11-19T08:29:59Z");
    await day.run();
    expect(await day.mails()).toEqual([]);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 3, told: 2, held: { repeat: 1 }, pending: 0 });

    day.clock.set("2026-11-19T08:30:00Z");
    await day.run();
    expect(await day.mails()).toHaveLength(1);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 3, told: 3, pending: 0 });
  });

  it("a hold that would end before the next scheduled run has ended", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run({ every: 15 * MINUTE });
    day.refuse(sam("2026-11-19T07:40:00Z"));
    day.clock.set("2026-11-19T07:50:00Z");
    await day.run({ every: 15 * MINUTE });

    expect(await day.mails()).toHaveLength(2);
  });

  it("attempts that fall due together are one entry and never hold each other", async () => {
    const day = createPipeline();
    for (let minute = 10; minute < 60; minute += 1) day.refuse(sam(`2026-11-18T08:${minute}:00Z`));
    await day.run();

    const [mail] = await day.mails();
    expect(mail?.subject).toBe('Access blocked: "Merger.pptx" (50 attempts)');
    expect(await day.store.ownerBooks()).toMatchObject({ told: 50, held: {} });
  });

  it("what is held back is said in the next notice", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run();
    await day.mails();
    day.refuse(sam("2026-11-18T08:50:00Z"), sam("2026-11-18T08:51:00Z"), sam("2026-11-18T08:55:00Z", "Budget.xlsx"));
    await day.run();

    const [mail] = await day.mails();
    expect(mail?.subject).toContain("Budget.xlsx");
    expect(mail?.text).toContain("Held back: 2 attempts");
  });
});

describe("a record dated in the future", () => {
  it("is told, and keeps nobody silent for longer than the repeat interval", async () => {
    const day = createPipeline();
    day.refuse(sam("2027-11-18T08:00:00Z"));
    await day.run({ every: 15 * MINUTE });
    const [mail] = await day.mails();
    expect(mail?.text.replaceAll(/\s+/g, " ")).toContain("before 19 November 2026, 08:45");

    day.refuse(sam("2026-11-18T09:05:00Z"));
    await day.run({ every: 15 * MINUTE });
    day.clock.advance(DAY);
    await day.run({ every: 15 * MINUTE });
    expect(await day.mails()).toHaveLength(1);
  });
});

describe("the cap", () => {
  it("lets no more than its number through in any 24 hours, says so by name, and tells the rest in one notice when it frees", async () => {
    const day = createPipeline({ policy: { maxPerOwnerPerDay: 2 } });
    for (const [hour, name] of [
      ["09", "A"],
      ["10", "B"],
      ["11", "C"],
      ["12", "D"],
    ] as const) {
      day.clock.set(`2026-11-18T${hour}:00:00Z`);
      day.refuse(sam(`2026-11-18T${hour}:00:00Z`, `${name}.docx`));
      await day.run();
    }
    expect(await day.mails()).toHaveLength(2);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 4, told: 2, held: { cap: 2 }, pending: 0 });

    day.clock.set("2026-11-19T09:00:00Z");
    await day.run();
    expect((await day.mails()).map(({ subject }) => subject)).toEqual([
      "Document protection: 2 blocked attempts, 2 documents",
    ]);
    expect(await day.store.ownerBooks()).toMatchObject({ told: 4, held: {} });
  });

  it("counts each owner apart", async () => {
    const day = createPipeline({ policy: { maxPerOwnerPerDay: 1 } });
    day.refuse(
      sam("2026-11-18T08:00:00Z"),
      sam("2026-11-18T08:00:00Z", "X.docx", { owner: "alex.laurent@contoso.com" }),
    );
    await day.run();

    expect((await day.mails()).map(({ to }) => to).sort()).toEqual([
      "adele.vance@contoso.com",
      "alex.laurent@contoso.com",
    ]);
  });
});

describe("who is told", () => {
  it("every owner gets his own and nobody else's", async () => {
    const day = createPipeline();
    day.refuse(
      sam("2026-11-18T08:00:00Z", "Mine.docx"),
      sam("2026-11-18T08:00:00Z", "Yours.docx", { owner: "alex.laurent@contoso.com" }),
    );
    await day.run();

    const mails = await day.mails();
    const text = Object.fromEntries(mails.map((mail) => [mail.to, mail.text]));
    expect(text["adele.vance@contoso.com"]).toContain("Mine.docx");
    expect(text["adele.vance@contoso.com"]).not.toContain("Yours.docx");
    expect(text["alex.laurent@contoso.com"]).toContain("Yours.docx");
  });

  it("an owner's own attempt is held by name and security sees it", async () => {
    const day = createPipeline();
    day.refuse({ at: "2026-11-18T08:00:00Z", actor: "Adele.Vance@contoso.com", document: "Mine.docx" });
    await day.run();

    expect(await day.mails()).toEqual([]);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 1, held: { "own-attempt": 1 } });
    expect(day.sunk).toHaveLength(1);
  });

  it("a do-not-track actor is neither named nor counted to owners, as a guest neither, and security sees him", async () => {
    const day = createPipeline({
      policy: { doNotTrack: { addresses: ["quiet@fabrikam.com"], domains: ["works-council.contoso.com"] } },
    });
    day.refuse(
      { at: "2026-11-18T08:00:00Z", actor: "Quiet@fabrikam.com", document: "Merger.pptx" },
      { at: "2026-11-18T08:00:01Z", actor: "quiet_fabrikam.com#EXT#@contoso.onmicrosoft.com", document: "Merger.pptx" },
      { at: "2026-11-18T08:00:02Z", actor: "anna@berlin.works-council.contoso.com", document: "Merger.pptx" },
    );
    await day.run();
    expect(await day.mails()).toEqual([]);

    day.refuse(sam("2026-11-18T08:10:00Z"));
    await day.run();
    const [mail] = await day.mails();
    expect(mail?.subject).toBe('Access blocked: "Merger.pptx" (1 attempt)');
    expect(mail?.text).not.toMatch(/quiet@|quiet_|anna|held|3 /i);
    expect(await day.store.ownerBooks()).toMatchObject({ held: { "do-not-track": 3 }, told: 1 });
    expect(day.sunk).toHaveLength(4);
  });

  it("an actor who comes under do-not-track while his attempts wait is not named by them either", async () => {
    const before = createPipeline({ policy: { maxPerOwnerPerDay: 1 } });
    before.refuse(sam("2026-11-18T08:00:00Z"));
    await before.run();
    before.refuse(sam("2026-11-18T08:30:00Z"), sam("2026-11-18T08:31:00Z", "Capped.docx"), {
      at: "2026-11-18T08:32:00Z",
      actor: "kim@adatum.com",
      document: "Other.docx",
    });
    await before.run();
    expect(await before.store.ownerBooks()).toMatchObject({ known: 4, told: 1, held: { repeat: 1, cap: 2 } });

    const after = createPipeline({
      store: before.store,
      start: "2026-11-20T09:00:00Z",
      policy: { doNotTrack: { addresses: ["sam@fabrikam.com"], domains: [] } },
    });
    await after.run();

    const [mail, ...others] = await after.mails();
    expect(others).toEqual([]);
    expect(mail?.text).toContain("Other.docx");
    expect(mail?.text).not.toMatch(/sam@fabrikam|Capped|Held back/);
    expect(await after.store.ownerBooks()).toMatchObject({
      known: 4,
      told: 2,
      held: { "do-not-track": 2 },
      pending: 0,
    });
  });

  it.each([
    ["do-not-track", " quiet@fabrikam.com ", "do-not-track"],
    ["the owner himself", "adele.vance@contoso.com ", "own-attempt"],
  ])("blanks around an actor do not hide that he is %s", async (_what, actor, reason) => {
    const day = createPipeline({ policy: { doNotTrack: { addresses: ["quiet@fabrikam.com"], domains: [] } } });
    day.refuse({ at: "2026-11-18T08:00:00Z", actor, document: "Merger.pptx" });
    await day.run();

    expect(await day.mails()).toEqual([]);
    expect(await day.store.ownerBooks()).toMatchObject({ held: { [reason]: 1 } });
  });

  it("a silence holds for good, by its id, and only while it lasts", async () => {
    const day = createPipeline();
    const at = day.clock.now();
    await day.store.addSilence({
      id: "s1",
      matchers: { actor: "*@fabrikam.com" },
      comment: "audit",
      author: "kim",
      startsAt: at,
      endsAt: at + HOUR,
      createdAt: at,
    });
    day.refuse(sam("2026-11-18T09:00:00Z"));
    await day.run();
    expect(await day.mails()).toEqual([]);

    day.clock.advance(HOUR);
    day.refuse(sam("2026-11-18T10:00:00Z", "Budget.xlsx"));
    await day.run();
    expect(await day.mails()).toHaveLength(1);
    expect(await day.store.ownerBooks()).toMatchObject({ held: { silence: 1 }, told: 1 });
    const [history] = await day.store.findEvents(day.sunk[0]?.id ?? "");
    expect(history?.owner).toMatchObject({ outcome: "held", reason: "silence" });
    expect(JSON.stringify(history?.owner.decisions)).toContain("s1");
  });

  it.each([
    ["blank", "", "owner-blank"],
    ["malformed", "nobody", "owner-malformed"],
    ["two addresses", "adele.vance@contoso.com; evil@adatum.com", "owner-several-addresses"],
    ["an address hiding in a display name", '"adele.vance@contoso.com" <evil@adatum.com>', "owner-several-addresses"],
    [
      "a service principal",
      "AppPrincipalId@71e8c034-eb3c-43c8-a250-06be1e185de5.rms.eu.aadrm.com",
      "owner-service-principal",
    ],
    ["outside", "evil@adatum.com", "owner-outside"],
  ])("an owner that is %s is held by name", async (_what, owner, reason) => {
    const day = createPipeline({ domains: ["contoso.com"] });
    day.refuse(sam("2026-11-18T08:00:00Z", "Merger.pptx", { owner }));
    await day.run();

    expect(await day.mails()).toEqual([]);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 1, held: { [reason]: 1 } });
  });

  it.each([
    ["blank", ""],
    ["malformed", '"><b>x</b>@evil.example'],
    ["a web address", "http://evil.example/login"],
  ])("a reader that is %s is told all the same, harmlessly", async (_what, actor) => {
    const day = createPipeline();
    day.refuse({ at: "2026-11-18T08:00:00Z", actor, document: "Merger.pptx" });
    await day.run();

    const [mail] = await day.mails();
    expect(mail?.subject).toBe('Access blocked: "Merger.pptx" (1 attempt)');
    expect(mail?.text).not.toContain("http://");
    expect(day.sunk[0]?.actor).toBe(actor);
  });
});

describe("backlog", () => {
  it("old refusals join the owner's one open notice and are called old", async () => {
    const day = createPipeline();
    day.refuse(sam("2026-10-01T08:00:00Z", "Old.docx"), sam("2026-11-18T08:00:00Z", "New.docx"));
    await day.run({ every: 15 * MINUTE });

    const mails = await day.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("Old.docx");
    expect(mails[0]?.text).toContain("New.docx");
    expect(mails[0]?.text).toMatch(/7 days/);
  });
});

describe("failing notifiers and sinks", () => {
  it("a notifier that fails is tried again with the same bytes, and what comes meanwhile goes into the next notice", async () => {
    const day = createPipeline();
    day.answers.push({ status: "retry", reason: "busy" });
    day.refuse(sam("2026-11-18T08:00:00Z"));
    expect((await day.run()).notices).toEqual({ delivered: 0, retrying: 1, dead: 0, unknown: 0 });

    day.refuse(sam("2026-11-18T08:30:00Z", "Budget.xlsx"));
    await day.run();
    expect(await day.mails()).toEqual([]);

    expect((await day.run({ maxWaitMs: 10_000 })).notices).toEqual({ delivered: 2, retrying: 0, dead: 0, unknown: 0 });
    expect((await day.mails()).map(({ subject }) => subject)).toEqual([
      'Access blocked: "Merger.pptx" (1 attempt)',
      'Access blocked: "Budget.xlsx" (1 attempt)',
    ]);
  });

  it("a lost answer is asked about: what was sent is not sent again", async () => {
    const day = createPipeline();
    day.answers.push("lost");
    day.refuse(sam("2026-11-18T08:00:00Z"));

    expect((await day.run({ maxWaitMs: DAY })).notices.delivered).toBe(1);
    expect(await day.mails()).toHaveLength(1);
  });

  it("what is never answered and never arrives is tried as often as it may be, then a dead letter", async () => {
    const day = createPipeline({ maxAttempts: 3 });
    day.refuse(sam("2026-11-18T08:00:00Z"));
    let asked = 0;
    // Right after an attempt nobody can say; a minute later it is certain that nothing was sent.
    Object.defineProperty(day, "reconciliation", {
      get: () => {
        asked += 1;
        return asked % 2 === 1
          ? { status: "later", reason: "not-visible-yet", afterMs: MINUTE }
          : { status: "not-delivered" };
      },
    });
    for (let n = 0; n < 10; n += 1) day.answers.push({ status: "unknown", reason: "connection-lost" });

    const { notices } = await day.run({ maxWaitMs: DAY });

    expect(notices).toMatchObject({ delivered: 0, dead: 1 });
    expect(asked).toBe(6);
    expect(day.answers).toHaveLength(7);
  });

  it("what cannot be reconciled stays unknown and is sent at most once", async () => {
    const day = createPipeline();
    day.answers.push("lost");
    day.reconciliation = { status: "unknown" };
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run({ maxWaitMs: DAY });
    await day.run({ maxWaitMs: DAY });

    expect(await day.mails()).toHaveLength(1);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 1, unknown: 1, told: 0 });
  });

  it("a final refusal is a dead letter, kept, and goes out when a person retries it", async () => {
    const day = createPipeline();
    day.answers.push({ status: "rejected", reason: "no-such-mailbox" });
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run();
    expect(await day.store.ownerBooks()).toMatchObject({ dead: 1, told: 0 });

    const [dead] = await day.store.listDeliveries({ states: ["dead"], limit: 10 });
    expect(dead?.reason).toBe("no-such-mailbox");
    expect(await day.store.retryDeliveries([dead?.id ?? ""], day.clock.now())).toBe(1);
    await day.run();
    expect(await day.mails()).toHaveLength(1);
    expect(await day.store.ownerBooks()).toMatchObject({ dead: 0, told: 1 });
  });

  it("a discarded dead letter is held for good", async () => {
    const day = createPipeline();
    day.answers.push({ status: "rejected", reason: "no-such-mailbox" });
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run();
    const [dead] = await day.store.listDeliveries({ states: ["dead"], limit: 10 });
    await day.store.discardDeliveries([dead?.id ?? ""], day.clock.now());

    expect(await day.store.ownerBooks()).toMatchObject({ known: 1, dead: 0, held: { discarded: 1 } });
  });

  it("gives up after the configured attempts and keeps the dead letter", async () => {
    const day = createPipeline({ maxAttempts: 3 });
    for (let i = 0; i < 3; i += 1) day.answers.push({ status: "retry", reason: "busy" });
    day.refuse(sam("2026-11-18T08:00:00Z"));

    expect((await day.run({ maxWaitMs: DAY })).notices).toEqual({ delivered: 0, retrying: 0, dead: 1, unknown: 0 });
    const [dead] = await day.store.listDeliveries({ states: ["dead"], limit: 10 });
    expect(dead).toMatchObject({ reason: "attempts-exhausted" });
    expect(dead?.attempts.map(({ status }) => status)).toEqual(["retry", "retry", "dead"]);
  });

  it("a sink that fails keeps its batch, and stops no owner's mail", async () => {
    const day = createPipeline();
    day.sinkAnswers.push("throw", "retry");
    day.refuse(sam("2026-11-18T08:00:00Z"));
    await day.run();
    expect(await day.mails()).toHaveLength(1);
    expect(day.sunk).toEqual([]);
    expect(await day.store.sinkBooks("all")).toMatchObject({ known: 1, pending: 1, delivered: 0 });

    await day.run({ maxWaitMs: HOUR });
    expect(day.sunk).toHaveLength(1);
    expect(await day.store.sinkBooks("all")).toMatchObject({ known: 1, pending: 0, delivered: 1 });
  });
});

describe("pacing", () => {
  it("keeps a provider's limit in every window, waits under --once, and every owner is told", async () => {
    const day = createPipeline({ pacing: { resource: "mailbox", limits: [{ count: 3, perMs: MINUTE }] } });
    for (let i = 10; i < 20; i += 1)
      day.refuse(sam("2026-11-18T08:00:00Z", "Merger.pptx", { owner: `owner${i}@contoso.com` }));
    await day.run({ maxWaitMs: 10 * MINUTE });

    const mails = await day.mails();
    expect(new Set(mails.map(({ to }) => to)).size).toBe(10);
    for (const { at } of mails)
      expect(mails.filter((other) => other.at > at - MINUTE && other.at <= at).length).toBeLessThanOrEqual(3);
    expect((mails[9]?.at ?? 0) - (mails[0]?.at ?? 0)).toBe(3 * MINUTE);
  });

  it("never waits on a schedule: what has no slot stays pending", async () => {
    const day = createPipeline({ pacing: { resource: "mailbox", limits: [{ count: 3, perMs: MINUTE }] } });
    for (let i = 10; i < 20; i += 1)
      day.refuse(sam("2026-11-18T08:00:00Z", "Merger.pptx", { owner: `owner${i}@contoso.com` }));
    await day.run();

    expect(await day.mails()).toHaveLength(3);
    expect(await day.store.ownerBooks()).toMatchObject({ told: 3, pending: 7 });
  });

  it("binds late: what arrives for an owner who waits for a slot joins his one notice", async () => {
    const day = createPipeline({ pacing: { resource: "mailbox", limits: [{ count: 1, perMs: MINUTE }] } });
    day.refuse(
      sam("2026-11-18T08:00:00Z", "A.docx"),
      sam("2026-11-18T08:00:00Z", "B.docx", { owner: "alex.laurent@contoso.com" }),
    );
    await day.run();
    day.refuse(
      sam("2026-11-18T08:01:00Z", "C.docx", { owner: "alex.laurent@contoso.com" }),
      sam("2026-11-18T08:01:00Z", "D.docx", { owner: "alex.laurent@contoso.com" }),
    );
    day.clock.advance(MINUTE);
    await day.run();

    expect((await day.mails()).map(({ to, subject }) => [to, subject])).toEqual([
      ["adele.vance@contoso.com", 'Access blocked: "A.docx" (1 attempt)'],
      ["alex.laurent@contoso.com", "Document protection: 3 blocked attempts, 3 documents"],
    ]);
  });
});

describe("rows beyond the limit", () => {
  it("are covered: counted in the notice, not listed", async () => {
    const day = createPipeline({ maxRows: 2 });
    for (const name of ["A", "B", "C", "D"])
      day.refuse(sam("2026-11-18T08:00:00Z", `${name}.docx`), sam("2026-11-18T08:01:00Z", `${name}.docx`));
    await day.run();

    const [mail] = await day.mails();
    expect(mail?.text).toContain("4 more attempts");
    expect(await day.store.ownerBooks()).toMatchObject({ known: 8, told: 4, covered: 4 });
  });
});
