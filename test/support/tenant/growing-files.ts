import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "./random.ts";

/**
 * Lets files grow: each of the `stages` writes a longer beginning of every file of `from` into `to`, cut anywhere, in the middle of
 * a line or of a character, and yields; the last stage is the whole files. The beginnings are those of the bytes as they are.
 */
export function* growFiles(from: string, to: string, stages: number, seed: number): Generator<number> {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from).sort();
  for (let stage = 1; stage <= stages; stage += 1) {
    for (const name of names) {
      const bytes = readFileSync(join(from, name));
      writeFileSync(join(to, name), bytes.subarray(0, endOfStage(bytes.length, stage, stages, seed, name)));
    }
    yield stage;
  }
}

/** Ends grow from stage to stage, and are not evenly spaced. */
function endOfStage(length: number, stage: number, stages: number, seed: number, name: string): number {
  if (stage === stages) return length;
  const random = createRandom(seed, `${name}/${stage}`);
  return Math.floor((length * (stage - 1 + random.next())) / stages);
}
