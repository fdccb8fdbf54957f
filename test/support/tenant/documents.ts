import { createTruths, type DocumentTruth, type TruthSettings } from "./document-records.ts";
import type { Owner } from "./owners.ts";
import { HOME_DOMAIN } from "./people.ts";
import type { Random } from "./random.ts";

/** How a document is called, beside plainly. */
export type NameForm = "name" | "path" | "url" | "guid" | "none";

/** A protected document. */
export interface ProtectedDocument extends DocumentTruth {
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
  settings: TruthSettings,
): readonly ProtectedDocument[] {
  const truthOf = createTruths(settings);
  const templates = [random.guid(), random.guid(), random.guid()];
  const documents: ProtectedDocument[] = [];
  owners.forEach((owner) => {
    const count = 1 + random.below(Math.max(1, perOwner * 2 - 1));
    for (let i = 0; i < count; i += 1) {
      const index = documents.length;
      const document = createDocument(random, owner, index, templates, settings.firstDay);
      documents.push({ ...document, ...truthOf(index) });
    }
  });
  return documents;
}

function createDocument(
  random: Random,
  owner: Owner,
  index: number,
  templates: readonly string[],
  firstDay: number,
): Omit<ProtectedDocument, keyof DocumentTruth> {
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
