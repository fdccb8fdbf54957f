import { ALIAS_DOMAIN, HOME_DOMAIN, nameAt, PARTNER_DOMAINS, type Person } from "./people.ts";
import type { Random } from "./random.ts";

/** What kind of owner a log names: most are people, and some are nobody a mail could reach. */
export type OwnerKind =
  | "member"
  | "alias"
  | "leaver"
  | "group"
  | "outside"
  | "service-principal"
  | "several"
  | "malformed"
  | "blank";

/** An owner as the log names him. */
export interface Owner {
  readonly kind: OwnerKind;
  /** What stands in the log; "" where nothing does. */
  readonly recorded: string;
  /** Who it is, if it is somebody of ours. */
  readonly person?: Person;
}

/** How a document is called, beside plainly. */
export type NameForm = "name" | "path" | "url" | "guid" | "none";

/** A protected document. */
export interface ProtectedDocument {
  /** A GUID in lower case. */
  readonly contentId: string;
  readonly owner: Owner;
  /** What the owner calls it. */
  readonly trueName: string;
  readonly label: string;
  readonly templateId: string;
  /** ISO 8601 UTC, whole seconds. */
  readonly protectedAt: string;
  /** What stands in the log where the name is known. */
  readonly recordedName: string;
  readonly form: NameForm;
}

const SPECIAL_OWNERS: readonly OwnerKind[] = [
  "alias",
  "leaver",
  "service-principal",
  "group",
  "several",
  "blank",
  "outside",
  "malformed",
];

/** Makes owners: at least half are members, the first ones mostly. */
export function createOwners(random: Random, people: readonly Person[], count: number): readonly Owner[] {
  const members = people.filter((person) => person.enabled);
  const leavers = people.filter((person) => !person.enabled && person.manager !== undefined);
  const owners: Owner[] = [];
  for (let i = 0; i < count; i += 1) {
    const special = i % 2 === 1 ? SPECIAL_OWNERS[(i - 1) / 2] : undefined;
    const person = members[i % members.length]!;
    owners.push(special === undefined ? memberOwner(person) : specialOwner(special, random, person, leavers, i));
  }
  return owners;
}

function memberOwner(person: Person): Owner {
  return { kind: "member", recorded: person.address, person };
}

function specialOwner(kind: OwnerKind, random: Random, person: Person, leavers: readonly Person[], i: number): Owner {
  switch (kind) {
    case "alias":
      return { kind, recorded: person.alias, person };
    case "leaver": {
      const leaver = leavers[0];
      return leaver === undefined ? memberOwner(person) : { kind, recorded: leaver.address, person: leaver };
    }
    case "group":
      return { kind, recorded: `project-${nameAt(i).local.split(".")[1]}@${HOME_DOMAIN}` };
    case "outside":
      return { kind, recorded: `${nameAt(i).local}@${PARTNER_DOMAINS[0]}` };
    case "service-principal":
      return { kind, recorded: `AppPrincipalId@${random.guid()}.rms.eu.aadrm.com` };
    case "several":
      return { kind, recorded: `${person.address};${nameAt(i + 9).local}@${HOME_DOMAIN}` };
    case "malformed":
      return { kind, recorded: `FederatedEmail.4c1f4d-93bf-00a95fa1e042@@${ALIAS_DOMAIN}` };
    default:
      return { kind: "blank", recorded: "" };
  }
}

const PLAIN_NAMES = [
  "Board minutes.docx",
  "Q3 forecast.xlsx",
  "Offer FINAL (2).pdf",
  "Merger.pptx",
  "Salaries 2026.xlsx",
  "Supplier contract.docx",
  "Incident report.docx",
  "Roadmap.pptx",
  "Price list.xlsx",
  "Term sheet.pdf",
] as const;

/** Names that break something somewhere. All are names as a whole, slashes or not. */
export const ODD_NAMES = [
  "<img src=x onerror=alert(1)>.docx",
  '=HYPERLINK("http://phish.example","Q3").xlsx',
  "roadmap\u202excod.exe",
  "zero\u200bwidth.docx",
  "2026 年度予算.xlsx",
  "عقد الشراكة.docx",
  "Überblick – Preisliste.docx",
  "invoice.phish.example.com.docx",
  "????????.docx",
  `${"long name ".repeat(18).trim()}.docx`,
  "RE: salary review",
  "O'Brien & Söhne.docx",
  "REPORT.DOCX",
  "archive.7z.pfile",
  "no_extension",
  "+1-555-0100 call notes.txt",
  "Plan {draft} %41 $&.docx",
  "<b>bold</b>.docx",
  "👩‍💻 release.docx",
  "-",
] as const;

const LABELS = ["Confidential", "Confidential \\ Finance", "Highly Confidential", "Internal"] as const;

/** Makes documents: each owner has at least one, every third is oddly named, every ninth is known by a path or an address. */
export function createDocuments(
  random: Random,
  owners: readonly Owner[],
  perOwner: number,
  firstDay: number,
): readonly ProtectedDocument[] {
  const templates = [random.guid(), random.guid(), random.guid()];
  const documents: ProtectedDocument[] = [];
  owners.forEach((owner) => {
    const count = 1 + random.below(Math.max(1, perOwner * 2 - 1));
    for (let i = 0; i < count; i += 1)
      documents.push(createDocument(random, owner, documents.length, templates, firstDay));
  });
  return documents;
}

function createDocument(
  random: Random,
  owner: Owner,
  index: number,
  templates: readonly string[],
  firstDay: number,
): ProtectedDocument {
  const odd = index % 3 === 2 ? ODD_NAMES[((index - 2) / 3) % ODD_NAMES.length] : undefined;
  const trueName =
    odd ?? `${index < PLAIN_NAMES.length * 3 ? "" : `${index} `}${PLAIN_NAMES[index % PLAIN_NAMES.length]}`;
  const form = trueName === "-" ? "none" : odd === undefined && index % 9 > 6 ? (index % 2 ? "path" : "url") : "name";
  const protectedAt = new Date(firstDay - 3_600_000 - random.below(60 * 86_400) * 1_000);
  return {
    contentId: random.guid(),
    owner,
    trueName: form === "none" ? "" : trueName,
    label: random.pick(LABELS),
    templateId: random.pick(templates),
    protectedAt: `${protectedAt.toISOString().slice(0, 19)}Z`,
    recordedName: recordedName(form, trueName, owner, index),
    form,
  };
}

function recordedName(form: NameForm, name: string, owner: Owner, index: number): string {
  const user = owner.person?.address.split("@")[0] ?? "shared";
  if (form === "path" && index % 4 === 1) return `\\\\files01.${HOME_DOMAIN}\\${user}$\\Projects\\${name}`;
  if (form === "path") return `C:\\Users\\${user}\\Documents\\Board\\${name}`;
  if (form === "url") {
    return `https://contoso.sharepoint.com/sites/${user}/Shared%20Documents/${encodeURIComponent(name)}?web=1`;
  }
  return form === "none" ? "" : name;
}
