// Claims and delivers what is due in the store it is given until nothing is left, beside others that do the same.
// Prints the ids it claimed. Arguments: the database, and how many deliveries all of them together may send in an hour.
import { Timeline } from "../../conformance/timeline.ts";
import { openSqliteStore } from "../sqlite-store.ts";

const [path = "", perHour = ""] = process.argv.slice(2);
const time = new Timeline(openSqliteStore(path, { isDurable: false }));
const holder = { host: "test", pid: process.pid, startedAt: "1" };
const pacing = perHour === "" ? null : { resource: "mailbox", limits: [{ count: Number(perHour), perMs: 3_600_000 }] };
const claimed: string[] = [];
for (;;) {
  const claims = await time.claim("notice", { limit: 2, holder, pacing });
  if (claims.length === 0) break;
  for (const claim of claims) {
    claimed.push(claim.id);
    await time.send(claim);
  }
}
await time.store.close();
process.stdout.write(JSON.stringify(claimed));
