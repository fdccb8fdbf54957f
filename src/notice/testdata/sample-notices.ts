/** Telling notices, for the golden files, the pictures and the browser test. People and addresses are invented. */
import type { DocumentName, Notice, NoticeActor, NoticeCause, NoticeDocument, NoticeEntry, Presentation } from "../notice.ts";

export interface SampleNotice {
  /** What is telling about it; also its golden files' name. */
  readonly name: string;
  readonly notice: Notice;
  readonly presentation: Presentation;
}

export const PRESENTATION: Presentation = {
  brandName: "Contoso Security",
  contact: "security@contoso.com",
  language: "en",
  timeZone: "Europe/Berlin",
  documentNameInSubject: true,
  test: false,
};

const FORECAST: NoticeDocument = {
  name: { kind: "named", name: "Q3 forecast.xlsx" },
  shortId: "fcd8f3a1",
  label: { kind: "named", name: "Confidential" },
  protectedAt: "2026-10-14T08:35:00Z",
};
const SAM = person("sam@partner.example", "outside");
const NOOR = person("noor.holt@contoso.com", "inside");

export const ENTRY: NoticeEntry = {
  document: FORECAST,
  actor: SAM,
  attempts: 3,
  firstAt: "2026-11-14T08:02:10Z",
  lastAt: "2026-11-14T08:11:47Z",
  cause: { kind: "unsaid" },
  causeIsOfAll: true,
  resultKnown: true,
};

export const NOTICE: Notice = {
  reference: "K7QD-2M9P",
  role: "owner",
  entries: [ENTRY],
  resultsKnown: true,
  more: { entries: 0, attempts: 0 },
  heldBack: { repeat: 0, silenced: 0 },
  last: null,
  backlogDays: null,
  quietUntil: "2026-11-15T08:11:47Z",
};

const WITHDRAWN: NoticeCause = { kind: "revoked", saidBy: "log", at: "2026-11-13T08:00:00Z" };

/** The names that go wrong in careless programs. */
export const NASTY_NAMES: readonly string[] = [
  "",
  "   ",
  "\u200B\u202E\u2066",
  "????????.docx",
  "9f8cae75-f880-418e-a46d-92c84aefe7b8.docx",
  `${"Very long name ".repeat(66)}the end.docx`,
  "x".repeat(1_000),
  "عقد الشراكة.docx",
  "invoice_\u202Excod.exe",
  '<script>alert("1")</script>.docx',
  "</title></style><img src=x onerror=alert(1)>.docx",
  '=HYPERLINK("http://evil.example","x").xlsx',
  "=cmd|' /C calc'!A0.csv",
  "http://evil.example/login?x=1&y=2",
  "invoice.evil.example.com.docx",
  "Fwd: write to evil@x.example or mailto:evil@x.example",
  "{{ 7 | times: 7 }}{% include 'x' %}.docx",
  "{attempts, plural, one {x} other {y}} '{' .docx",
  "Subject\r\nBcc: evil@fabrikam.com\r\n\r\nHello.docx",
  "line\nbreak\u2028para\u2029graph\u0085next.docx",
  "nul\u0000bell\u0007esc\u001b[31mred.docx",
  "lone \uD83D surrogate.docx",
  "Z\u0334\u0310\u0312\u0304\u0301\u0308a\u0316\u0317\u0318\u0319l\u0334go.docx",
  "財務報告書二〇二六年第三四半期最終版.xlsx",
  "👩🏽‍🚀👨‍👩‍👧‍👦 launch.pptx",
  "=?UTF-8?Q?encoded?= .docx",
  "&lt;b&gt;&#x41;&amp;.docx",
  "--lockbell-boundary--.docx",
  "\\\\server\\share.docx",
];

export const SAMPLE_NOTICES: readonly SampleNotice[] = [
  sample("one-person-one-document"),
  sample("guest-once", {
    entries: [
      {
        ...ENTRY,
        attempts: 1,
        lastAt: ENTRY.firstAt,
        cause: { kind: "expired", saidBy: "log", at: null },
        actor: { kind: "person", address: "tomas.rossi_fabrikam.com#EXT#@contoso.onmicrosoft.com", standing: "outside", guest: true },
      },
    ],
    last: { at: "2026-11-12T16:20:00Z", reference: "7XKM-41QP" },
  }),
  sample("no-name-unknown-result", {
    resultsKnown: false,
    entries: [{ ...ENTRY, document: unnamed("guid", "92c84aef"), actor: person("zoe.wojcik@wingtiptoys.co.uk", "unknown"), resultKnown: false }],
  }),
  sample("everything-withheld", {
    entries: [
      { ...ENTRY, document: { name: { kind: "withheld" }, shortId: "92c84aef", label: { kind: "withheld" } }, actor: { kind: "withheld" } },
    ],
  }),
  sample("malformed-actor", { entries: [{ ...ENTRY, actor: { kind: "unreadable", text: '<script>alert(1)</script> see http://evil.example' } }] }),
  sample("right-to-left", {
    entries: [{ ...ENTRY, document: named("عقد الشراكة.docx", "11aa22bb"), actor: { kind: "unnamed" }, cause: WITHDRAWN }],
  }),
  sample("mail-subject", {
    entries: [{ ...ENTRY, document: { name: { kind: "mail-subject", name: "Re: Terms for the merger" }, shortId: "11aa22bb" } }],
  }),
  sample("withdrawn-by-record-to-manager", {
    role: "manager",
    entries: [{ ...ENTRY, cause: { kind: "revoked", saidBy: "record", at: "2026-11-12T23:30:00Z" } }],
  }),
  sample("ended-on-a-day-to-delegate", {
    role: "delegate",
    entries: [{ ...ENTRY, cause: { kind: "expired", saidBy: "log", at: "2026-10-31T23:00:00Z" } }],
  }),
  sample("not-a-recipient-to-group-owner", { role: "group-owner", entries: [{ ...ENTRY, cause: { kind: "not-a-recipient" } }] }),
  sample("several-people-one-document", {
    entries: [ENTRY, { ...ENTRY, actor: NOOR, attempts: 1, firstAt: "2026-11-14T22:40:00Z", lastAt: "2026-11-14T22:40:00Z" }],
  }),
  sample("digest", {
    entries: [
      ENTRY,
      { ...ENTRY, actor: NOOR, attempts: 1, firstAt: "2026-11-14T22:40:00Z", lastAt: "2026-11-14T22:40:00Z" },
      { ...ENTRY, document: named("Merger.pptx", "05bbcdce"), cause: WITHDRAWN, attempts: 12, lastAt: "2026-11-15T09:30:00Z" },
      {
        ...ENTRY,
        document: named("Merger.pptx", "05bbcdce"),
        actor: NOOR,
        cause: { kind: "expired", saidBy: "record", at: "2026-11-15T08:00:00Z" },
        causeIsOfAll: false,
        attempts: 2,
        lastAt: "2026-11-15T09:30:00Z",
      },
      { ...ENTRY, document: unnamed("garbled", "d6c11792"), actor: person("joni.okafor@gmail.com", "outside"), cause: { kind: "not-a-recipient" } },
    ],
    heldBack: { repeat: 2, silenced: 1 },
    last: { at: "2026-11-12T16:20:00Z", reference: "7XKM-41QP" },
  }),
  sample("backlog-with-more", {
    role: "stand-in",
    entries: [
      { ...ENTRY, firstAt: "2026-10-24T23:55:00Z", lastAt: "2026-10-25T01:05:00Z" },
      { ...ENTRY, document: unnamed("absent", "0f0dd88e"), actor: { kind: "service", text: "AppPrincipalId@8f1c3a52.rms.eu.aadrm.com" } },
    ],
    more: { entries: 1_200, attempts: 100_345 },
    backlogDays: 7,
    quietUntil: null,
  }),
  sample("test-message", {}, { test: true, documentNameInSubject: false }),
];

function sample(name: string, notice: Partial<Notice> = {}, presentation: Partial<Presentation> = {}): SampleNotice {
  return { name, notice: { ...NOTICE, ...notice }, presentation: { ...PRESENTATION, ...presentation } };
}

function person(address: string, standing: "inside" | "outside" | "unknown"): NoticeActor {
  return { kind: "person", address, standing, guest: false };
}

function named(name: string, shortId: string): NoticeDocument {
  return { name: { kind: "named", name }, shortId };
}

function unnamed(because: Extract<DocumentName, { kind: "unnamed" }>["because"], shortId: string): NoticeDocument {
  return { name: { kind: "unnamed", because }, shortId };
}
