/** What a notice says of each person at each document, read back from the text of its mail as its reader has it before him. */

/** One person at one document. Values are as shown, on one line. */
export interface NoticeRow {
  readonly document: string;
  /** "" where the notice names none. */
  readonly label: string;
  readonly who: string;
  readonly attempts: number;
  readonly result: string;
}

const FIELD = /^ {0,2}(Document|Label|Protected|Who|When|Attempts|Result) {2,}(\S.*)$/;

/** The rows of a mail's text, in order. */
export function noticeRows(text: string): readonly NoticeRow[] {
  const rows: NoticeRow[] = [];
  let document = { name: "", label: "" };
  let who = "";
  let attempts = 0;
  for (const [field, value] of fieldsOf(text)) {
    if (field === "Document") document = { name: value, label: "" };
    else if (field === "Label") document = { ...document, label: value };
    else if (field === "Who") who = value;
    else if (field === "Attempts") attempts = Number(value);
    else if (field === "Result")
      rows.push({ document: document.name, label: document.label, who, attempts, result: value });
  }
  return rows;
}

/** The fields in order, their lines joined. Where there are several documents each one's name stands alone above its fields. */
function fieldsOf(text: string): readonly (readonly [field: string, value: string])[] {
  const [, facts = ""] = /\n=+\n\n[^\n]+(?:\n[^\n]+)*\n([\s\S]*?)\nIf you expected this\n-+\n/.exec(text) ?? [];
  const fields: [string, string][] = [];
  for (const line of facts.split("\n").filter((one) => one.trim() !== "")) {
    const [, field, value] = FIELD.exec(line) ?? [];
    const last = fields.at(-1);
    if (field !== undefined && value !== undefined) fields.push([field, value]);
    else if (last === undefined || /^\S/.test(line)) fields.push(["Document", line]);
    else last[1] += ` ${line.trim()}`;
  }
  return fields;
}
