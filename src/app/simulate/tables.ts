/** A simulation as tables of words, the same on a terminal and on a page: a column for each side. */
import { basename } from "node:path";
import { formatSeconds } from "./format-seconds.ts";
import type { Side, TopOwner } from "./report.ts";
import type { Spread } from "./spread.ts";

/** One row; a cell is null where that side has nothing to say. At least one side has. */
export interface TableRow {
  readonly label: string;
  readonly cells: readonly (string | null)[];
}

/** Rows under a title. There is at least one. */
export interface Table {
  readonly title: string;
  readonly rows: readonly TableRow[];
}

type Row = readonly [label: string, value: (side: Side) => string | null];

/** Every table that has a row. Labels and cells may hold what strangers wrote: file names and addresses. */
export function tablesOf(sides: readonly Side[]): readonly Table[] {
  return sections(sides).flatMap(([title, rows]) => {
    const told = rows.flatMap(([label, value]) => {
      const cells = sides.map(value);
      return cells.some((cell) => cell !== null) ? [{ label, cells }] : [];
    });
    return told.length === 0 ? [] : [{ title, rows: told }];
  });
}

/** A figure with its thousands apart. */
export function figure(count: number): string {
  return count.toLocaleString("en");
}

function sections(sides: readonly Side[]): readonly (readonly [title: string, rows: readonly Row[]])[] {
  return [
    ["Configuration", CONFIGURATION],
    ["Logs", LOGS],
    ["Mails", MAILS],
    ["From a refusal to its mail", spreadRows(({ delays }) => delays.fromRefusal, formatSeconds)],
    ["From when it was seen to its mail", spreadRows(({ delays }) => delays.fromSight, formatSeconds)],
    ["Put off by a limit and told later", reasonRows(sides, ({ heldForAWhile }) => heldForAWhile)],
    ["What became of the refusals", [...BOOKS, ...reasonRows(sides, ({ books }) => books.held, "held: ")]],
    ["Owners who get most: mails (most a day)", topRows(sides)],
  ];
}

const CONFIGURATION: readonly Row[] = [
  ["file", ({ config }) => basename(config)],
  ["groupWait", ({ limits }) => limits.groupWait],
  ["groupInterval", ({ limits }) => limits.groupInterval],
  ["repeatInterval", ({ limits }) => limits.repeatInterval],
  ["maxPerOwnerPerDay", ({ limits }) => figure(limits.maxPerOwnerPerDay)],
  ["read every", ({ limits }) => limits.every],
  ["a refusal is seen", ({ delay }) => (delay === "day" ? "when its day ends" : `${delay} later`)],
];

const LOGS: readonly Row[] = [
  ["records read", ({ logs }) => figure(logs.read)],
  ["refusals", ({ logs }) => figure(logs.new)],
  ["the same refusal again", ({ logs }) => unlessNone(logs.duplicate)],
  ["records not understood", ({ logs }) => unlessNone(logs.rejected)],
];

const MAILS: readonly Row[] = [
  ["in total", ({ mails }) => figure(mails.total)],
  ["owners who get any", ({ mails }) => figure(mails.owners)],
  ...spreadRows(({ mails }) => mails.perOwnerAndDay, figure, "an owner a day, "),
  ["busiest day", ({ mails }) => ofLimit(mails.busiestDay)],
  ["busiest hour", ({ mails }) => ofLimit(mails.busiestHour)],
];

const BOOKS: readonly Row[] = [
  ["known", ({ books }) => figure(books.known)],
  ["told", ({ books }) => figure(books.told)],
  ["covered (counted in a mail)", ({ books }) => unlessNone(books.covered)],
  ["waiting", ({ books }) => unlessNone(books.pending)],
];

function spreadRows(
  spread: (side: Side) => Spread | null,
  words: (figure: number) => string,
  before = "",
): readonly Row[] {
  const row = (rank: keyof Spread): Row => [
    `${before}${rank}`,
    (side) => {
      const found = spread(side);
      return found === null ? null : words(found[rank]);
    },
  ];
  return [row("median"), row("p95"), row("max")];
}

function reasonRows(
  sides: readonly Side[],
  counts: (side: Side) => { readonly [reason: string]: number },
  before = "",
): readonly Row[] {
  const reasons = [...new Set(sides.flatMap((side) => Object.keys(counts(side))))].sort();
  return reasons.map((reason): Row => [`${before}${reason}`, (side) => figure(counts(side)[reason] ?? 0)]);
}

/** One row for each owner who is among the first of any side. */
function topRows(sides: readonly Side[]): readonly Row[] {
  const nameOf = ({ owner, role }: TopOwner): string => (role === "owner" ? owner : `${owner} (${role})`);
  const names = new Set(sides.flatMap(({ topOwners }) => topOwners.map(nameOf)));
  return [...names].map(
    (name): Row => [
      name,
      ({ topOwners }) => {
        const found = topOwners.find((top) => nameOf(top) === name);
        return found === undefined ? null : `${figure(found.mails)} (${figure(found.mostInADay)})`;
      },
    ],
  );
}

function ofLimit(busiest: { readonly mails: number; readonly limit: number | null } | null): string | null {
  if (busiest === null) return null;
  return busiest.limit === null ? figure(busiest.mails) : `${figure(busiest.mails)} of ${figure(busiest.limit)}`;
}

function unlessNone(count: number): string | null {
  return count === 0 ? null : figure(count);
}

/** What was supposed, and what kept files from being read whole: sentences, with the side's name where there are two. */
export function remarksOf(sides: readonly Side[]): {
  readonly supposed: readonly string[];
  readonly troubles: readonly string[];
} {
  const each = (texts: (side: Side) => readonly string[]): readonly string[] => {
    const all = sides.map((side) => texts(side));
    const [first = []] = all;
    const same = all.every((other) => other.join("\n") === first.join("\n"));
    if (same) return first;
    return sides.flatMap((side) => texts(side).map((text) => `${side.name}: ${text}`));
  };
  return {
    supposed: each(({ assumptions }) => assumptions),
    troubles: each(({ logs }) => logs.troubles.map(({ part, reason, advice }) => `${part}: ${reason}. ${advice}`)),
  };
}
