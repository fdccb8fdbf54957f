import type { DocumentView } from "../../app/document-view.ts";
import type { EventExplanation } from "../../app/explain.ts";
import { columns, counted, shown } from "../layout.ts";

/** What each field is called, in the order people read them. */
const LABELS: { readonly [field in Exclude<keyof DocumentView, "contentId">]-?: string } = {
  name: "Name",
  label: "Label",
  owner: "Owner",
  issuer: "Protected by",
  protectedAt: "Protected",
  expiresAt: "Expires",
  revokedAt: "Withdrawn",
  recipients: "Protected for",
};

/** What a value says that is no time. A template may set an end that the record does not name. */
const WORDS: { readonly [field in keyof typeof LABELS]?: { readonly [value: string]: string } } = {
  expiresAt: { never: "no end named", unclear: "unclear whether and when" },
  revokedAt: { never: "no", unclear: "unclear whether and when" },
};

/** What is known of a document: each value with who said it and when, and below it the rule by which it won. */
export function renderDocument(document: DocumentView): string[] {
  const fields = Object.keys(LABELS) as readonly (keyof typeof LABELS)[];
  const known = fields.flatMap((field) => {
    const fact = document[field];
    return fact === undefined ? [] : [{ field, fact }];
  });
  if (known.length === 0) return columns([["-"]]);
  const values = columns(
    known.map(({ field, fact }) => [
      LABELS[field],
      "count" in fact ? peopleOf(fact) : (WORDS[field]?.[fact.value] ?? shown(fact.value)),
      `${shown(fact.origin)}, as of ${shown(fact.asOf)}`,
    ]),
  );
  // The rules are sentences: as cells they would push the columns apart.
  return known.flatMap(({ fact }, i) => [values[i] ?? "", `    (${shown(fact.rule)})`]);
}

function peopleOf({ count, value }: NonNullable<DocumentView["recipients"]>): string {
  if (count === 0) return "unclear";
  const people = counted(count, "address", "addresses");
  return value === undefined ? `${people} (--full shows them)` : `${people}: ${value.map(shown).join(", ")}`;
}

type Cause = NonNullable<EventExplanation["cause"]>;
type Evidence = Extract<Cause, { evidence: unknown }>["evidence"];

const WHAT_HAPPENED = { revoked: "Access was withdrawn", expired: "Access ended" } as const;

/** Why somebody was refused, worded as what the records say, and which record says so. */
export function renderCause(cause: Cause): string[] {
  if (cause.kind === "unsaid") return ["The log does not say why."];
  if (cause.kind === "not-a-recipient")
    return [
      "The document's record lists whom it was protected for; this reader's address is not on the list.",
      source(cause.evidence),
    ];
  const { kind, at, evidence } = cause;
  return [`${WHAT_HAPPENED[kind]}${at === null ? ", no record says when" : ` at ${at}`}.`, source(evidence)];
}

function source(evidence: Evidence): string {
  return evidence.by === "result"
    ? `So says the service's result: ${shown(evidence.result)}.`
    : `So says ${shown(evidence.origin)}, as of ${shown(evidence.asOf)}.`;
}
