import type { RunSummary, RunTrouble, SourceCounts } from "../../app/run-summary.ts";
import { byReason, columns, counted, figure, type Style, shown } from "../layout.ts";

/** A run's figures for people. */
export function renderRunSummary(summary: RunSummary, style: Style): string[] {
  const lines: string[] = [];
  const section = (title: string, rows: readonly (readonly string[])[]): void => {
    if (rows.length > 0) lines.push(style.bold(title), ...columns(rows));
  };
  section(
    "Read in this run",
    Object.entries(summary.sources).map(([name, counts]) => sourceRow(name, counts)),
  );
  section("Owners, of all refusals ever", [[ownersLine(summary.owners)]]);
  section("Messages in this run", [[noticesLine(summary.notices)]]);
  section(
    "Sinks, of all refusals ever",
    Object.entries(summary.sinks).map(([name, sink]) => [name, sinkLine(sink)]),
  );
  const matters = openMatters(summary);
  section("Needs a person", matters);
  lines.push(style.dim(`Took ${(summary.durationMs / 1_000).toFixed(1)} s.`));
  return lines;
}

function sourceRow(name: string, counts: SourceCounts): string[] {
  return [
    name,
    `${figure(counts.read)} read`,
    `${figure(counts.denied)} refused (${figure(counts.new)} new, ${figure(counts.duplicate)} known)`,
    `${figure(total(counts.ignored))} ignored${byReason(counts.ignored)}`,
    `${figure(counts.rejected)} not understood`,
    counts.complete ? "" : "incomplete",
  ];
}

function ownersLine({ known, told, covered, pending, held, dead, unknown }: RunSummary["owners"]): string {
  return parts(known, [
    [told, "told"],
    [covered, "covered"],
    [pending, "pending"],
    [total(held), `held${byReason(held)}`],
    [dead, "dead"],
    [unknown, "unknown"],
  ]);
}

function sinkLine({ known, delivered, pending, skipped, dead, unknown }: RunSummary["sinks"][string]): string {
  return parts(known, [
    [delivered, "delivered"],
    [pending, "pending"],
    [total(skipped), `skipped${byReason(skipped)}`],
    [dead, "dead"],
    [unknown, "unknown"],
  ]);
}

function noticesLine({ delivered, retrying, dead, unknown }: RunSummary["notices"]): string {
  const rest = [
    [retrying, "to be tried again"],
    [dead, "dead"],
    [unknown, "unknown"],
  ] as const;
  return [
    `${figure(delivered)} delivered`,
    ...rest.filter(([count]) => count > 0).map(([count, word]) => `${figure(count)} ${word}`),
  ].join(", ");
}

/** The known, then what became of them; what is nought is left out. */
function parts(known: number, outcomes: readonly (readonly [number, string])[]): string {
  const some = outcomes.filter(([count]) => count > 0).map(([count, word]) => `${figure(count)} ${word}`);
  return `${figure(known)} known${some.length === 0 ? "" : `: ${some.join(", ")}`}`;
}

function openMatters({ owners, sinks, rejectedOpen, notices, troubles }: RunSummary): string[][] {
  const books = [owners, ...Object.values(sinks)];
  const stuck = books.reduce((sum, { dead, unknown }) => sum + dead + unknown, 0);
  const matters = troubles.map((trouble) => [troubleLine(trouble)]);
  if (stuck > 0) matters.push(["Dead letters or deliveries of unknown outcome: see `lockbell deliveries`."]);
  if (notices.retrying > 0)
    matters.push([`${counted(notices.retrying, "message")} could not be sent yet and will be tried again.`]);
  if (rejectedOpen > 0)
    matters.push([`${counted(rejectedOpen, "record")} could not be understood: see \`lockbell explain --rejected\`.`]);
  return matters;
}

function troubleLine({ source, part, reason, advice }: RunTrouble): string {
  const where = source === "" || source === part ? part : `${source}, ${part}`;
  return `${shown(where)}: ${shown(reason)}. ${shown(advice)}`;
}

function total(counts: { readonly [reason: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
