/** How an indicator speaks: calm, and without accusing anybody. Nothing recorded stands in these texts; labels and extension hold all of it. */
import type { DenialOutcome } from "../event/denied-event.ts";
import type { ObservableKind } from "./stix-pattern.ts";

const NAMES: { readonly [Outcome in DenialOutcome]: string } = {
  refused: "Access to a protected document was refused",
  revoked: "Access to a protected document was refused after it had been withdrawn",
  expired: "Access to a protected document was refused after it had ended",
};

const COMPARES: { readonly [Kind in ObservableKind]: string } = {
  "ipv4-addr": "the address the request came from, which others may share",
  "ipv6-addr": "the address the request came from, which others may share",
  "user-account": "the account that asked, because no address of its own is known",
  file: "the document's name, because neither an address nor an account is known",
  "x-lockbell-refusal": "this one refusal, because neither address, account nor document is known",
};

/** Name and description of an indicator. */
export function describeRefusal(
  outcome: DenialOutcome,
  kind: ObservableKind,
  isTest: boolean,
): { readonly name: string; readonly description: string } {
  const sentences = [
    ...(isTest ? ["This is a test and tells of nothing that happened."] : []),
    "One attempt to open a rights-protected document was refused, as the protection service recorded it.",
    "By itself this is no sign of an attack: most refusals are mistakes, forwarded files or changed rights.",
    `The pattern compares ${COMPARES[kind]}.`,
    "Labels and extension hold all that is known.",
  ];
  return { name: `${isTest ? "[TEST] " : ""}${NAMES[outcome]}`, description: sentences.join(" ") };
}
