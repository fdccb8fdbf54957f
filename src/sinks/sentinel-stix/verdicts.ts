import type { StixIndicator } from "../../indicator/stix.ts";

/** What the service made of one object: taken, or refused with the reason's name. */
export type ObjectVerdict = { readonly taken: true } | { readonly taken: false; readonly reason: string };

/** More than all batches that can be between two tries. */
const MOST = 50_000;

/**
 * What is known of objects whose batch is not settled yet: each one's verdict, or the group it is to be asked about with. So the search for a bad
 * object goes on where the limits stopped it, instead of beginning anew. It is memory only: a new process asks again, which changes nothing
 * in the workspace.
 */
export class Verdicts {
  readonly #known = new Map<string, ObjectVerdict | { readonly group: number }>();
  #groups = 0;

  /** Undefined as long as it is undecided. */
  get(object: StixIndicator): ObjectVerdict | undefined {
    const known = this.#known.get(keyOf(object));
    return known !== undefined && "taken" in known ? known : undefined;
  }

  /** The undecided ones, each with those it was left together with; objects nobody asked about are one group. */
  undecided(objects: readonly StixIndicator[]): readonly (readonly StixIndicator[])[] {
    const groups = new Map<number, StixIndicator[]>();
    for (const object of objects) {
      const known = this.#known.get(keyOf(object)) ?? { group: 0 };
      if ("taken" in known) continue;
      const group = groups.get(known.group);
      if (group === undefined) groups.set(known.group, [object]);
      else group.push(object);
    }
    return [...groups.values()];
  }

  decide(object: StixIndicator, verdict: ObjectVerdict): void {
    this.#remember(object, verdict);
  }

  /** The service refused them together: from now on each half is asked about alone. */
  divide(objects: readonly StixIndicator[]): void {
    const middle = Math.ceil(objects.length / 2);
    for (const half of [objects.slice(0, middle), objects.slice(middle)]) {
      this.#groups += 1;
      for (const object of half) this.#remember(object, { group: this.#groups });
    }
  }

  /** Their batch is settled. */
  forget(objects: readonly StixIndicator[]): void {
    for (const object of objects) this.#known.delete(keyOf(object));
  }

  #remember(object: StixIndicator, known: ObjectVerdict | { readonly group: number }): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(keyOf(object), known);
  }
}

/** A newer version is another object. */
function keyOf({ id, modified }: StixIndicator): string {
  return `${id} ${modified}`;
}
