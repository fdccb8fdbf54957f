/**
 * Which runs of the schedule a simulation has to make. Between them nothing is seen, falls due, is released or gets a slot, so that
 * a run would do nothing: they are passed over, and a quiet year costs nothing.
 */
export class Agenda {
  readonly #start: number;
  readonly #everyMs: number;
  /** Numbers of runs, ascending, each once. */
  readonly #runs: number[] = [];
  #done = -1;

  /** Run 0 is at `start`, and each next one `everyMs` later. */
  constructor(start: number, everyMs: number) {
    this.#start = start;
    this.#everyMs = everyMs;
  }

  /** The first run at that time or later: what is exact, such as something to be seen or a cap that ends. */
  at(time: number): void {
    this.#add(Math.ceil((time - this.#start) / this.#everyMs));
  }

  /** The first run whose next one is not before that time: what falls due before the next run is due now. */
  dueAt(time: number): void {
    this.#add(Math.ceil((time - this.#start) / this.#everyMs) - 1);
  }

  /** The run under whose time it falls: what a delivery waits for. */
  during(time: number): void {
    this.#add(Math.floor((time - this.#start) / this.#everyMs));
  }

  /** The time of the next run, or null if nothing is left to do. */
  next(): number | null {
    const run = this.#runs.shift();
    if (run === undefined) return null;
    this.#done = run;
    return this.#start + run * this.#everyMs;
  }

  #add(wanted: number): void {
    const run = Math.max(wanted, this.#done + 1);
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] ?? 0) < run) low = middle + 1;
      else high = middle;
    }
    if (this.#runs[low] !== run) this.#runs.splice(low, 0, run);
  }
}
