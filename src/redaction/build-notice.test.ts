import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { Notice } from "../notice/notice.ts";
import { buildNotice, type NoticeFacts } from "./build-notice.ts";
import { watchCauses } from "./cause-watch.ts";
import { deniedEvent } from "./testdata/denied-event.ts";
import { documentRecord } from "./testdata/document-record.ts";

const PLAN = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";
const DEAL = "c1ac3732-d6ab-4458-ab0f-e4fedabd4019";

const FACTS: NoticeFacts = {
  reference: "K7QD-2M9P",
  role: "owner",
  threads: [],
  documents: new Map(),
  more: { entries: 0, attempts: 0 },
  heldBack: { repeat: 0, silenced: 0 },
  last: null,
  backlogDays: null,
  quietUntil: null,
  domains: ["contoso.com"],
};

function thread(fields: Partial<DeniedEvent>, firstAt = "2026-11-14T08:00:00Z"): NoticeFacts["threads"][number] {
  return { event: deniedEvent(fields), attempts: 1, firstAt, lastAt: firstAt };
}

function build(facts: Partial<NoticeFacts>, seen: readonly DeniedEvent[] = []): Notice {
  const all = { ...FACTS, ...facts };
  const watch = watchCauses(
    all.threads.map(({ event }) => event),
    all.documents,
  );
  for (const event of seen) watch.see(event);
  return buildNotice(all, watch.exceptions());
}

describe("the document's name", () => {
  it.each([
    ["the record's own, if a person can read it", "Plan.docx", "Other.docx", { kind: "named", name: "Plan.docx" }],
    [
      "the catalogue's, if the record has only a GUID",
      `${DEAL}.docx`,
      "Plan.docx",
      { kind: "named", name: "Plan.docx" },
    ],
    ["the catalogue's, if the record's is garbled", "????.docx", "Plan.docx", { kind: "named", name: "Plan.docx" }],
    ["the catalogue's, if the record has none", undefined, "Plan.docx", { kind: "named", name: "Plan.docx" }],
    ["garbled beats a GUID", DEAL, "????.docx", { kind: "unnamed", because: "garbled" }],
    ["a mail's subject", "Re: Terms", undefined, { kind: "mail-subject", name: "Re: Terms" }],
    ["a mail's subject from the catalogue", undefined, "Fwd: Terms", { kind: "mail-subject", name: "Fwd: Terms" }],
    ["only a GUID", DEAL, undefined, { kind: "unnamed", because: "guid" }],
    ["nothing at all", undefined, undefined, { kind: "unnamed", because: "absent" }],
  ])("%s", (_case, documentName, catalogued, name) => {
    const documents = new Map(catalogued === undefined ? [] : [[PLAN, documentRecord(PLAN, { name: catalogued })]]);
    const event = documentName === undefined ? { contentId: PLAN } : { contentId: PLAN, documentName };
    expect(build({ threads: [thread(event)], documents }).entries[0]?.document.name).toEqual(name);
  });

  it("one refusal that has the name names the document for all", () => {
    const threads = [
      thread({ contentId: PLAN, actor: "a@x.example" }),
      thread({ contentId: PLAN, actor: "b@x.example", documentName: "Plan.docx" }),
    ];
    expect(build({ threads }).entries.map(({ document }) => document.name)).toEqual(
      Array(2).fill({ kind: "named", name: "Plan.docx" }),
    );
  });

  it("label, day of protection and the id's end come along; what is no date does not", () => {
    const documents = new Map([
      [PLAN, documentRecord(PLAN, { label: "Confidential", protectedAt: "2026-10-14T08:35:00Z" })],
    ]);
    expect(
      build({ threads: [thread({ contentId: PLAN, protectedAt: "soon" })], documents }).entries[0]?.document,
    ).toEqual({
      name: { kind: "unnamed", because: "absent" },
      shortId: "c8ec8b2c",
      label: { kind: "named", name: "Confidential" },
      protectedAt: "2026-10-14T08:35:00Z",
    });
  });
});

describe("who was refused", () => {
  it.each([
    ["Noor.Holt@contoso.com", { kind: "person", address: "Noor.Holt@contoso.com", standing: "inside", guest: false }],
    ["sam@partner.example", { kind: "person", address: "sam@partner.example", standing: "outside", guest: false }],
    [
      "tomas_fabrikam.com#EXT#@contoso.com",
      { kind: "person", address: "tomas_fabrikam.com#EXT#@contoso.com", standing: "outside", guest: true },
    ],
    ["", { kind: "unnamed" }],
    ["<script>", { kind: "unreadable", text: "<script>" }],
    ["a@x.example;b@x.example", { kind: "unreadable", text: "a@x.example;b@x.example" }],
    ["AppPrincipalId@x.rms.eu.aadrm.com", { kind: "service", text: "AppPrincipalId@x.rms.eu.aadrm.com" }],
  ])("%s", (actor, described) => {
    expect(build({ threads: [thread({ actor })] }).entries[0]?.actor).toEqual(described);
  });

  it("without our domains nobody can say whether inside or outside; a guest is outside all the same", () => {
    const threads = [
      thread({ actor: "noor.holt@contoso.com" }),
      thread({ actor: "tomas_fabrikam.com#EXT#@contoso.com" }),
    ];
    expect(
      build({ threads, domains: [] }).entries.map(({ actor }) => actor.kind === "person" && actor.standing),
    ).toEqual(["unknown", "outside"]);
  });
});

describe("the order of entries", () => {
  const threads = [
    thread({ contentId: DEAL, actor: "b@x.example", id: "1".repeat(32) }, "2026-11-14T09:00:00Z"),
    thread({ contentId: PLAN, actor: "c@x.example", id: "2".repeat(32) }, "2026-11-14T08:30:00Z"),
    thread({ contentId: DEAL, actor: "a@x.example", id: "3".repeat(32) }, "2026-11-14T08:00:00Z"),
    thread({ contentId: PLAN, actor: "a@x.example", id: "4".repeat(32) }, "2026-11-14T08:30:00Z"),
  ];

  it("documents by when they were first refused, people likewise, then by address", () => {
    const order = build({ threads }).entries.map(
      ({ document, actor }) => `${document.shortId} ${actor.kind === "person" ? actor.address[0] : ""}`,
    );
    expect(order).toEqual(["dabd4019 a", "dabd4019 b", "c8ec8b2c a", "c8ec8b2c c"]);
  });

  it("does not depend on the order of the facts", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(threads, { minLength: threads.length }), (shuffled) => {
        expect(build({ threads: shuffled })).toEqual(build({ threads }));
      }),
      { seed: 91, numRuns: 50 },
    );
  });
});

describe("why", () => {
  const revoked = new Map([[PLAN, documentRecord(PLAN, { revokedAt: "2026-11-14T07:30:00Z" })]]);
  const newest = { contentId: PLAN, occurredAt: "2026-11-14T08:00:00Z" };

  it("is told from the newest attempt, and said to hold for all where it does", () => {
    const earlier = deniedEvent({ ...newest, occurredAt: "2026-11-14T07:40:00Z" });
    expect(build({ threads: [thread(newest)], documents: revoked }, [earlier]).entries[0]).toMatchObject({
      cause: { kind: "revoked", saidBy: "record", at: "2026-11-14T07:30:00Z" },
      causeIsOfAll: true,
      resultKnown: true,
    });
  });

  it("is said to hold for the last only where an earlier attempt had another cause", () => {
    const earlier = deniedEvent({ ...newest, occurredAt: "2026-11-14T07:20:00Z" });
    const others = thread({ ...newest, actor: "noor.holt@contoso.com" });
    const notice = build({ threads: [thread(newest), others], documents: revoked }, [earlier]);
    expect(notice.entries.map(({ causeIsOfAll }) => causeIsOfAll)).toEqual([true, false]);
  });

  it("an undocumented result of one attempt makes the notice neutral, and its own row", () => {
    const earlier = deniedEvent({ ...newest, resultKnown: false });
    const others = thread({ ...newest, actor: "noor.holt@contoso.com" });
    const notice = build({ threads: [thread(newest), others] }, [earlier]);
    expect(notice.resultsKnown).toBe(false);
    expect(notice.entries.map(({ resultKnown }) => resultKnown)).toEqual([true, false]);
  });
});

it("counts, times and the rest are told as they are, and nothing else", () => {
  const notice = build({
    threads: [{ event: deniedEvent(), attempts: 7, firstAt: "2026-11-14T08:00:00Z", lastAt: "2026-11-14T09:00:00Z" }],
    more: { entries: 2, attempts: 9 },
    role: "stand-in",
  });
  expect(notice).toEqual({
    reference: "K7QD-2M9P",
    role: "stand-in",
    entries: [
      {
        document: { name: { kind: "unnamed", because: "absent" } },
        actor: { kind: "person", address: "sam@partner.example", standing: "outside", guest: false },
        attempts: 7,
        firstAt: "2026-11-14T08:00:00Z",
        lastAt: "2026-11-14T09:00:00Z",
        cause: { kind: "unsaid" },
        causeIsOfAll: true,
        resultKnown: true,
      },
    ],
    resultsKnown: true,
    more: { entries: 2, attempts: 9 },
    heldBack: { repeat: 0, silenced: 0 },
    last: null,
    backlogDays: null,
    quietUntil: null,
  });
});
