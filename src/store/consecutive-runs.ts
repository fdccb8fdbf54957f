/** The first and the last of a run of consecutive events. */
export interface EventRun {
  readonly first: number;
  readonly last: number;
}

/** Ascending numbers as runs without gaps, each of at most `longest`: a batch is a range, so what lies between would be sent with it. */
export function consecutiveRuns(seqs: readonly number[], longest: number): readonly EventRun[] {
  const runs: { first: number; last: number }[] = [];
  for (const seq of seqs) {
    const run = runs[runs.length - 1];
    if (run !== undefined && seq === run.last + 1 && seq - run.first < longest) run.last = seq;
    else runs.push({ first: seq, last: seq });
  }
  return runs;
}
