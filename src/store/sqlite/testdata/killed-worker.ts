// Collects, dispatches and delivers for ever in the store it is given, until it is killed. Prints a line when a page is stored.
// Arguments: the database, and the number of its first event.
import { randomInt, randomUUID } from "node:crypto";
import { awaitOwner, refusal, SECOND, SIEM, Timeline, tell } from "../../conformance/timeline.ts";
import { openSqliteStore } from "../sqlite-store.ts";

const [path = "", first = "0"] = process.argv.slice(2);
const references = (): string[] => Array.from({ length: 5 }, () => String(randomInt(1e9)).padStart(9, "0"));
const time = new Timeline(openSqliteStore(path), { newId: randomUUID, references });
const holder = { host: "test", pid: process.pid, startedAt: "1" };
// Whoever held something in this store was killed before this process was started.
const isDead = ({ pid }: { readonly pid: number }): boolean => pid !== process.pid;
process.stdout.write("opened\n");
for (let n = Number(first); ; n += 10) {
  await time.collect(Array.from({ length: 10 }, (_, i) => refusal({ at: (n + i) * SECOND })));
  process.stdout.write(`stored ${n + 10}\n`);
  await time.decideAwaited();
  await time.dispatch({ sinks: { [SIEM]: 4 }, decide: (stored) => (stored.seq % 3 === 0 ? awaitOwner() : tell)(stored) });
  await time.schedule();
  for (const claim of await time.claim("notice", { holder, isDead })) await time.send(claim);
  for (const claim of await time.claim("batch", { holder, isDead })) await time.send(claim);
}
