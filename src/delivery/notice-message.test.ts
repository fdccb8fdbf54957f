import fc from "fast-check";
import { type AddressObject, simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import { type DeniedEvent, FIELD_REACH } from "../event/denied-event.ts";
import { PRESENTATION } from "../notice/testdata/sample-notices.ts";
import { DOCUMENT_REACH } from "../redaction/document-reach.ts";
import { deniedEvent } from "../redaction/testdata/denied-event.ts";
import { documentRecord } from "../redaction/testdata/document-record.ts";
import { type ComposedNotice, composeNotice, type NoticeOrder } from "./notice-message.ts";

const PLAN = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

function order(
  events: readonly DeniedEvent[],
  changes: Partial<NoticeOrder> = {},
  facts: Partial<NoticeOrder["facts"]> = {},
): NoticeOrder {
  const threads = events
    .slice(0, 5)
    .map((event) => ({ event, attempts: 1, firstAt: event.occurredAt, lastAt: event.occurredAt }));
  return {
    facts: {
      reference: "K7QD-2M9P",
      role: "owner",
      threads,
      documents: new Map(),
      more: { entries: 0, attempts: 0 },
      heldBack: { repeat: 0, silenced: 0 },
      last: null,
      backlogDays: null,
      quietUntil: null,
      domains: ["contoso.com"],
      ...facts,
    },
    events: pages([events]),
    presentation: PRESENTATION,
    from: { name: "Contoso Security", address: "document-protection@contoso.com" },
    to: "miriam.muller@contoso.com",
    replyTo: "security@contoso.com",
    date: new Date("2026-11-14T08:20:00Z"),
    messageId: "<0d4f5c1e@contoso.com>",
    deliveryId: "0d4f5c1e",
    ...changes,
  };
}

function pages(all: readonly (readonly DeniedEvent[])[]): NoticeOrder["events"] {
  return async function* () {
    yield* all;
  };
}

function composed(result: ComposedNotice): Extract<ComposedNotice, { status: "composed" }> {
  if (result.status !== "composed") throw new Error(`It was stopped: ${result.kind} in ${result.where}.`);
  return result;
}

function word(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z]{12}$/).map((letters) => `canary${letters}`);
}

/** Everything a recipient could read in a message, by means of a library the product does not use. */
async function readable(mime: Buffer): Promise<string> {
  const parsed = await simpleParser(mime);
  const people = [parsed.from, parsed.to, parsed.replyTo]
    .flatMap((list) => list as AddressObject | undefined)
    .map((list) => list?.text);
  const headers = [...parsed.headers].map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [parsed.subject, parsed.text, parsed.html, parsed.textAsHtml, ...people, ...headers, mime.toString()].join(
    "\n",
  );
}

describe("an owner never learns where from", () => {
  /** A canary for every field there is; one that is added to the event and not to this table does not compile. */
  const canaries = {
    id: word(),
    occurredAt: fc.constant("2026-11-14T08:02:10Z"),
    tenantId: fc.uuid(),
    contentId: fc.uuid(),
    documentName: word().map((name) => `${name}.docx`),
    documentPath: fc.tuple(word(), word(), word()).map(([a, b, c]) => `C:\\${a}\\${b}\\${c}.docx`),
    label: word(),
    protectedAt: fc.constant("2026-10-14T08:35:00Z"),
    templateId: fc.uuid(),
    owner: word().map((name) => `${name}@contoso.com`),
    issuer: word().map((name) => `${name}@contoso.com`),
    actor: word().map((name) => `${name}@partner.example`),
    outcome: fc.constantFrom("refused", "revoked", "expired"),
    result: word(),
    resultKnown: fc.boolean(),
    request: word(),
    ipAddress: fc.ipV4().filter((address) => !address.startsWith("0.")),
    place: word(),
    deviceName: word(),
    client: word(),
    application: word(),
    rowId: fc.uuid(),
    correlationId: fc.uuid(),
    adminAction: word(),
    actingAsUser: word().map((name) => `${name}@contoso.com`),
    source: word(),
    location: word(),
    raw: word(),
  } satisfies { readonly [Field in keyof Required<DeniedEvent>]: fc.Arbitrary<DeniedEvent[Field]> };

  it("every field of the event is classified, and every canary sings in a field of its own", () => {
    expect(Object.keys(canaries).sort()).toEqual(Object.keys(FIELD_REACH).sort());
  });

  it("only told fields stand in the message, whatever the others hold", async () => {
    const told = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.record(canaries), async (event) => {
        const { mime, notes } = composed(await composeNotice(order([event])));
        const message = (await readable(mime)).toLowerCase();
        expect(notes).toEqual([]);
        for (const field of Object.keys(FIELD_REACH) as (keyof DeniedEvent)[]) {
          const isThere = message.includes(String(event[field]).toLowerCase());
          if (FIELD_REACH[field] !== "told") expect(isThere, `${field} is withheld`).toBe(false);
          else if (isThere) told.add(field);
        }
      }),
      { seed: 111, numRuns: 60 },
    );
    expect([...told].sort()).toEqual(expect.arrayContaining(["actor", "documentName", "label"]));
  });
});

describe("an owner never learns what only the catalogue may know", () => {
  /** A canary for every field of a document's record; one that is added to the record and not to this table does not compile. */
  const canaries = {
    contentId: fc.uuid(),
    name: word().map((name) => `${name}.docx`),
    label: word(),
    owner: word().map((name) => `${name}@contoso.com`),
    issuer: word().map((name) => `${name}@contoso.com`),
    protectedAt: fc.constant("2026-10-14T08:35:00Z"),
    expiresAt: fc.constant("2026-10-21T08:35:00Z"),
    revokedAt: fc.constant("2026-10-22T08:35:00Z"),
    recipients: fc
      .array(word(), { minLength: 1 })
      .map((names) => names.map((name) => `${name}@fabrikam.com`).join(" ")),
  } satisfies { readonly [Field in keyof Required<DocumentRecord>]: fc.Arbitrary<string> };
  const record = fc.record(canaries, { requiredKeys: ["contentId", "label", "owner", "issuer", "recipients"] });
  /** What in a message would be the value: of a day its words, of an id its end, of a list any of its addresses. */
  const TRACES: { readonly [Field in keyof typeof canaries]?: (value: string) => readonly string[] } = {
    contentId: (id) => [id.slice(-8)],
    protectedAt: () => ["14 october 2026"],
    expiresAt: () => ["21 october 2026"],
    revokedAt: () => ["22 october 2026"],
    recipients: (list) => list.split(" ").flatMap((address) => [address, address.slice(0, address.indexOf("@"))]),
  };

  it("every field of the record is classified, and every canary sings in a field of its own", () => {
    expect(Object.keys(canaries).sort()).toEqual(Object.keys(DOCUMENT_REACH).sort());
  });

  it("of a document known by its id alone, only told fields stand in the message, never who said so or when", async () => {
    const told = new Set<string>();
    const outcomes = fc.constantFrom("refused", "revoked", "expired");
    const asOf = "2026-11-02T00:00:00Z";
    await fc.assert(
      fc.asyncProperty(record, word(), outcomes, fc.boolean(), async (values, origin, outcome, isTwice) => {
        const { contentId, ...rest } = values;
        const last = deniedEvent({ contentId, outcome, occurredAt: "2026-11-14T08:02:10Z" });
        const events = isTwice ? [deniedEvent({ ...last, occurredAt: "2026-10-21T20:00:00Z" }), last] : [last];
        const documents = new Map([[contentId, documentRecord(contentId, rest, { asOf, origin })]]);
        const message = await messageFrom(order([last], { events: pages([events]) }, { documents }));
        for (const [field, reach] of Object.entries(DOCUMENT_REACH) as [keyof typeof values, string][]) {
          const value = values[field];
          if (value === undefined) continue;
          const traces = TRACES[field]?.(value) ?? [value];
          const isThere = traces.some((trace) => message.includes(trace));
          if (reach === "withheld") expect(isThere, `${field} is withheld`).toBe(false);
          else if (isThere) told.add(field);
        }
        expect(message).not.toContain(origin);
        expect(message).not.toContain("2 november");
      }),
      { seed: 112, numRuns: 100 },
    );
    const tellable = Object.entries(DOCUMENT_REACH).filter(([, reach]) => reach !== "withheld");
    expect([...told].sort()).toEqual(tellable.map(([field]) => field).sort());
  });

  async function messageFrom(ordered: NoticeOrder): Promise<string> {
    const { mime, notes } = composed(await composeNotice(ordered));
    expect(notes).toEqual([]);
    return (await readable(mime)).toLowerCase().replace(/\s+/g, " ");
  }
});

describe("a forbidden value inside a stranger's text", () => {
  const place = { ipAddress: "203.0.113.7", deviceName: "PC-042", documentPath: "C:\\Users\\Sam\\Deals\\Q3.docx" };

  it.each([
    [
      "the name",
      { documentName: "scan from 203.0.113.7.docx" },
      "document name withheld: it holds the address in ipAddress",
    ],
    [
      "the name, disguised",
      { documentName: "scan ２０３。０。１１３。７.docx" },
      "document name withheld: it holds the address in ipAddress",
    ],
    [
      "the name, as a number",
      { documentName: "3405803783.docx" },
      "document name withheld: it holds the address in ipAddress",
    ],
    [
      "the label",
      { documentName: "Q3.docx", label: "only on pc-042" },
      "label withheld: it holds the device in deviceName",
    ],
    ["the actor", { actor: "PC-042\\sam" }, "actor withheld: it holds the device in deviceName"],
    ["a valid address", { actor: "sam@pc-042.example" }, "actor withheld: it holds the device in deviceName"],
    [
      "a name that is a path",
      { documentName: "C:/Users/Sam/Deals/Q3.docx" },
      "document name withheld: it holds the path in documentPath",
    ],
  ])("%s is left out and reported without the value", async (_where, fields, note) => {
    const result = composed(await composeNotice(order([deniedEvent({ contentId: PLAN, ...place, ...fields })])));
    expect(result.notes).toEqual([note]);
    const message = await readable(result.mime);
    expect(message).not.toMatch(/203\.0\.113|pc-042|Users|3405803783/i);
    expect(message).toContain("because it holds details we do not pass on");
  });

  it("counts also when it belongs to an event far behind the one that is told", async () => {
    const told = deniedEvent({ contentId: PLAN, documentName: "from 203.0.113.7.docx" });
    const far = deniedEvent({ ipAddress: "203.0.113.7" });
    const events = pages([[told], Array<DeniedEvent>(1_000).fill(deniedEvent({ ipAddress: "198.51.100.1" })), [far]]);
    expect(composed(await composeNotice(order([told], { events }))).notes).toHaveLength(1);
  });
});

describe("what the fixed words hold is no hit", () => {
  it.each([
    "Contoso",
    "Document",
    "November",
    "organisation",
    "REPORT",
    "security",
    "Security",
    "K7QD",
    "2026",
    "lockbell",
    "text",
    "table",
    "500",
  ])("a device called %s", async (deviceName) => {
    const event = deniedEvent({ contentId: PLAN, documentName: "Q3.docx", deviceName });
    expect(composed(await composeNotice(order([event]))).notes).toEqual([]);
  });

  it("but the same word in a name is", async () => {
    const event = deniedEvent({ contentId: PLAN, documentName: "Document of the board.docx", deviceName: "Document" });
    const { notes, mime } = composed(await composeNotice(order([event])));
    expect(notes).toEqual(["document name withheld: it holds the device in deviceName"]);
    expect(await readable(mime)).not.toContain("of the board");
  });

  it("a guest, an unreadable actor and a missing name change the wording, not the verdict", async () => {
    const actors = [
      "tomas_fabrikam.com#EXT#@contoso.com",
      "<nobody>",
      "",
      "AppPrincipalId@x.rms.aadrm.com",
      "noor.holt@contoso.com",
    ];
    const words =
      "guest account person outside inside which valid address names application service attempts several people could open".split(
        " ",
      );
    for (const deviceName of words) {
      const events = actors.map((actor, index) =>
        deniedEvent({ actor, deviceName, contentId: `${index}${PLAN.slice(1)}` }),
      );
      expect((await composeNotice(order(events))).status).toBe("composed");
    }
  });
});

describe("a value elsewhere stops the message", () => {
  it.each([
    ["the address, spelt by the end of the document's id", { ipAddress: "203.0.113.7" }, "address"],
    ["a device of that name", { deviceName: "cb007107" }, "device"],
  ])("%s: the place is named, the value is not", async (_case, fields, kind) => {
    const event = deniedEvent({ contentId: `${PLAN.slice(0, -8)}cb007107`, ...fields });
    expect(await composeNotice(order([event]))).toEqual({ status: "leak", where: "text", kind });
  });

  it("unless the organisation itself wrote it", async () => {
    const event = deniedEvent({ contentId: PLAN, documentName: "Q3.docx", deviceName: "helpdesk" });
    const presentation = { ...PRESENTATION, contact: "helpdesk@contoso.com" };
    expect((await composeNotice(order([event], { presentation, replyTo: "helpdesk@contoso.com" }))).status).toBe(
      "composed",
    );
  });
});

describe("why, over all attempts a row counts", () => {
  const last = deniedEvent({ contentId: PLAN, documentName: "Q3.docx", outcome: "revoked" });
  const text = async (events: NoticeOrder["events"], facts: Partial<NoticeOrder["facts"]> = {}): Promise<string> => {
    const { mime } = composed(await composeNotice(order([last], { events }, facts)));
    return (await simpleParser(mime)).text?.replace(/\s+/g, " ") ?? "";
  };

  it("is said of all where all say so, and the events are read once", async () => {
    let reads = 0;
    const counted: NoticeOrder["events"] = () => {
      reads += 1;
      return pages([[last, deniedEvent(last)]])();
    };
    expect(await text(counted)).toContain("Access was refused, because access to the document was withdrawn.");
    expect(reads).toBe(1);
  });

  it("is said of the last where another far behind it says otherwise", async () => {
    const pagesOfSame = Array.from({ length: 3 }, () => Array<DeniedEvent>(1_000).fill(last));
    const events = pages([...pagesOfSame, [deniedEvent({ ...last, outcome: "refused" })]]);
    expect(await text(events)).toContain("The last attempt was refused, because access to the document was withdrawn.");
  });

  it("one undocumented result that is only counted in the remainder makes the first words neutral", async () => {
    const unlisted = deniedEvent({ actor: "noor.holt@contoso.com", resultKnown: false });
    const said = await text(pages([[last, unlisted]]), { more: { entries: 1, attempts: 1 } });
    expect(said).toContain("No attempt is recorded as successful. As far as the log says, the content was not shown.");
    expect(said).toContain("Access was refused, because");
  });

  it("what was worded anew is searched anew", async () => {
    const place = { ipAddress: "203.0.113.7", documentName: "from 203.0.113.7.docx" };
    const events = [deniedEvent({ ...last, ...place, outcome: "expired" }), deniedEvent({ ...last, ...place })];
    const result = composed(
      await composeNotice(order([deniedEvent({ ...last, ...place })], { events: pages([events]) })),
    );
    expect(result.notes).toEqual(["document name withheld: it holds the address in ipAddress"]);
    expect(await readable(result.mime)).not.toContain("203.0.113.7");
  });

  it("a device called as the words that were added is no hit", async () => {
    const events = [deniedEvent({ ...last, outcome: "refused", deviceName: "last" }), last];
    expect((await composeNotice(order([last], { events: pages([events]) }))).status).toBe("composed");
  });
});

describe("the message as a whole", () => {
  it("is the same bytes for the same facts", async () => {
    const event = deniedEvent({ contentId: PLAN, documentName: "Q3.docx" });
    const [once, twice] = [
      composed(await composeNotice(order([event]))),
      composed(await composeNotice(order([event]))),
    ];
    expect(once.mime.equals(twice.mime)).toBe(true);
    expect(once.subject).toBe('Access blocked: "Q3.docx" (1 attempt)');
  });

  it("stands for a hundred thousand events without keeping them", async () => {
    const told = deniedEvent({ contentId: PLAN, documentName: "Q3.docx" });
    async function* many(): AsyncGenerator<readonly DeniedEvent[]> {
      for (let page = 0; page < 100; page += 1) {
        yield Array.from({ length: 1_000 }, (_none, n) =>
          deniedEvent({ ipAddress: `10.${page}.${n >> 8}.${n & 255}`, deviceName: `PC-${page}-${n}` }),
        );
      }
    }
    const started = performance.now();
    expect((await composeNotice(order([told], { events: many }))).status).toBe("composed");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
