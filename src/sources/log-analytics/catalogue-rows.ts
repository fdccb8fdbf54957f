import { factOf } from "../../catalogue/record-fact.ts";
import { parseDocumentName } from "../../catalogue/recorded-name.ts";
import { publishedTime } from "../../platform/record-time.ts";
import { parseContentId, recordedValue } from "../../platform/recorded-value.ts";
import type { PageBuilder } from "../page-builder.ts";
import { cellText } from "./columns.ts";
import { AS_OF, catalogueColumn } from "./queries.ts";
import type { AnswerTable } from "./read-answer.ts";
import { recordedMoment } from "./recorded-moment.ts";

/** Enters what the rows of a catalogue query teach. None of them is a refusal; each counts as read, and as ignored for that. */
export function catalogueJudge(
  { columns }: AnswerTable,
  { origin, isQuoted }: { readonly origin: string; readonly isQuoted: boolean },
): (row: readonly unknown[], page: PageBuilder) => void {
  const at = new Map(columns.map(({ name }, index) => [name, index]));
  return (row, page) => {
    const cell = (column: string): string | undefined => cellText(row[at.get(column) ?? -1], "string");
    const value = (field: string): string | undefined => {
      const text = cell(catalogueColumn(field));
      return isQuoted ? recordedValue(text) : text;
    };
    const fact = factOf({
      contentId: parseContentId(value("contentId")),
      asOf: recordedMoment(cell(AS_OF)),
      origin,
      name: parseDocumentName(value("document")).name,
      label: value("label"),
      owner: value("owner"),
      protectedAt: publishedTime(value("protectedAt")),
    });
    page.countRead(row.reduce((sum: number, text) => sum + String(text ?? "").length, 0));
    page.add({ kind: "ignored", reason: "catalogue", fact }, "", "");
  };
}
