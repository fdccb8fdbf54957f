import type { Attempt } from "./attempts.ts";
import type { Random } from "./random.ts";

/** The columns of version 1.1, in the documented order. */
export const VERSION_1_1 = [
  "date",
  "time",
  "row-id",
  "request-type",
  "user-id",
  "result",
  "correlation-id",
  "content-id",
  "owner-email",
  "issuer",
  "template-id",
  "file-name",
  "date-published",
  "c-info",
  "c-ip",
  "admin-action",
  "acting-as-user",
] as const;

/** The name of a column. */
export type LogColumn = (typeof VERSION_1_1)[number];

/** The ten columns of version 1.0: no owner, no name. */
export const VERSION_1_0: readonly LogColumn[] = [
  "date",
  "time",
  "row-id",
  "request-type",
  "user-id",
  "result",
  "correlation-id",
  "content-id",
  "c-info",
  "c-ip",
];

/** Which quotes stand around values that are documented to have them. */
export type Quoting = "single" | "typographic" | "double" | "none";

const QUOTES: { readonly [Kind in Quoting]: readonly [string, string] } = {
  single: ["'", "'"],
  typographic: ["‘", "’"],
  double: ['"', '"'],
  none: ["", ""],
};

/** The lines that stand before the data. */
export function logHeader(columns: readonly string[]): readonly string[] {
  const version = columns.length === VERSION_1_0.length ? "1.0" : "1.1";
  return ["#Software: RMS", `#Version: ${version}`, `#Fields: ${columns.join("\t")}`];
}

/** An attempt as one line of a log. */
export function logRow(attempt: Attempt, columns: readonly LogColumn[], quoting: Quoting): string {
  const [open, close] = QUOTES[quoting];
  const quoted = (value: string): string => (value === "" ? "-" : `${open}${value}${close}`);
  const plain = (value: string): string => (value === "" ? "-" : value);
  const braced = (value: string): string => (value === "" ? "-" : `{${value}}`);
  const time = new Date(attempt.at).toISOString();
  const values: { readonly [Column in LogColumn]: string } = {
    date: time.slice(0, 10),
    time: time.slice(11, 19),
    "row-id": plain(attempt.rowId),
    "request-type": attempt.request,
    "user-id": attempt.reader === "" ? `${open || "'"}${close || "'"}` : quoted(attempt.reader),
    result: quoted(attempt.result),
    "correlation-id": plain(attempt.correlationId),
    "content-id": braced(attempt.contentId),
    "owner-email": plain(attempt.document.owner.recorded),
    issuer: plain(attempt.issuer),
    "template-id": braced(attempt.templateId),
    "file-name": plain(attempt.fileName),
    "date-published": attempt.document.protectedAt.slice(0, 19),
    "c-info": quoted(attempt.client),
    "c-ip": plain(attempt.address),
    "admin-action": plain(attempt.adminAction),
    "acting-as-user": quoted(attempt.actingAsUser),
  };
  return columns.map((column) => values[column]).join("\t");
}

/** How rows of a log differ from what happened: some come late, some twice. */
export interface RowDisorder {
  /** The share of rows written a second time, a little later. */
  readonly duplicates: number;
  /** The share of rows written some rows too late. */
  readonly late: number;
}

/** Puts rows out of order and repeats some, holding back a few hundred at most. */
export function* disordered<T>(random: Random, rows: Iterable<T>, disorder: RowDisorder): Generator<T> {
  const held = new Map<number, T[]>();
  let count = 0;
  const hold = (row: T): void => {
    const due = count + 1 + random.below(40);
    held.set(due, [...(held.get(due) ?? []), row]);
  };
  for (const row of rows) {
    count += 1;
    const due = held.get(count);
    held.delete(count);
    if (due !== undefined) yield* due;
    if (random.chance(disorder.late)) hold(row);
    else yield row;
    if (random.chance(disorder.duplicates)) hold(row);
  }
  for (const due of [...held.keys()].sort((a, b) => a - b)) yield* held.get(due)!;
}

/** Shuffles within windows, so that a million rows need no more memory than one window. */
export function* shuffled<T>(random: Random, rows: Iterable<T>, windowSize = 5_000): Generator<T> {
  let window: T[] = [];
  for (const row of rows) {
    window.push(row);
    if (window.length < windowSize) continue;
    yield* shuffle(random, window);
    window = [];
  }
  yield* shuffle(random, window);
}

/** A list in random order, changed in place. */
export function shuffle<T>(random: Random, list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
