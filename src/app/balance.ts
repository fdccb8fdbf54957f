import type { RunSummary } from "./run-summary.ts";

interface Side {
  readonly name: string;
  readonly sum: number;
}

/** Every equation of the books that does not hold, in words that name the short side; empty when all balance. */
export function unbalanced(summary: RunSummary): string[] {
  const wrong: string[] = [];
  for (const [name, source] of Object.entries(summary.sources)) {
    const handled = source.denied + total(source.ignored) + source.rejected;
    wrong.push(
      ...compare(
        `source ${name}`,
        { name: "read", sum: source.read },
        { name: "denied + ignored + rejected", sum: handled },
      ),
    );
    wrong.push(
      ...compare(
        `source ${name}`,
        { name: "denied", sum: source.denied },
        { name: "new + duplicate", sum: source.new + source.duplicate },
      ),
    );
  }
  const { known, told, covered, pending, held, dead, unknown } = summary.owners;
  const accounted = told + covered + pending + total(held) + dead + unknown;
  wrong.push(
    ...compare(
      "owners",
      { name: "known", sum: known },
      { name: "told + covered + pending + held + dead + unknown", sum: accounted },
    ),
  );
  for (const [name, sink] of Object.entries(summary.sinks)) {
    const settled = sink.delivered + sink.pending + total(sink.skipped) + sink.dead + sink.unknown;
    wrong.push(
      ...compare(
        `sink ${name}`,
        { name: "known", sum: sink.known },
        { name: "delivered + pending + skipped + dead + unknown", sum: settled },
      ),
    );
  }
  return wrong;
}

function compare(book: string, left: Side, right: Side): string[] {
  if (left.sum === right.sum) return [];
  const short = left.sum < right.sum ? left : right;
  return [
    `${book}: ${left.name} is ${left.sum}, ${right.name} is ${right.sum}; "${short.name}" is short by ${Math.abs(left.sum - right.sum)}`,
  ];
}

function total(counts: { readonly [reason: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
