import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import {
  ADELE,
  awaitOwner,
  DAY,
  hold,
  holdUntil,
  KIM,
  MINUTE,
  refusal,
  SAM,
  SECOND,
  SIEM,
  START,
  Timeline,
} from "../conformance/timeline.ts";
import { openSqliteStore } from "./sqlite-store.ts";

/** How often a text stands in the files of a folder, in any case, as it is or as UTF-16. */
function occurrences(folder: string, text: string): number {
  let count = 0;
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    for (const content of [bytes.toString("latin1"), bytes.toString("utf16le")]) {
      count += content.toLowerCase().split(text.toLowerCase()).length - 1;
    }
  }
  return count;
}

describe("after a purge", () => {
  it("no byte of a person's address is left in any file, wherever it stood", async () => {
    const folder = temporaryFolder();
    const time = new Timeline(openSqliteStore(join(folder, "lockbell.db")));
    onTestFinished(() => time.store.close());
    const { store } = time;
    const sinks = { sinks: { [SIEM]: 7 } };
    // Enough of everything that pages were split and rows moved: old bytes stay where rows once were.
    for (let round = 0; round < 20; round += 1) {
      const raw = `who=${SAM} as=${SAM.toUpperCase()} ${"x".repeat(round * 40)}`;
      const fields = { raw, actingAsUser: SAM, documentName: `For ${SAM}.docx` };
      const happened = Array.from({ length: 20 }, (_, n) => ({
        at: (round * 20 + n) * SECOND,
        actor: n % 2 === 0 ? SAM : KIM,
        fields,
      }));
      await time.happen(happened, { ...sinks, decide: round % 5 === 4 ? holdUntil(START + DAY) : undefined });
      await time.schedule();
      const claim = await time.claimOne("notice").catch(() => null);
      if (claim !== null) {
        await time.freeze(claim, 100, `Dear owner, ${SAM} was refused.`);
        await time.begin(claim);
        await store.rememberState(claim.seq, claim.token, `draft for ${SAM}`);
        const retry = { status: "retry", reason: "throttled", detail: `550 ${SAM}`, at: time.now } as const;
        await time.settle(claim, round % 3 === 0 ? retry : { status: "delivered", providerReference: SAM });
      }
      time.now += MINUTE;
    }
    await time.happen([{ at: -SECOND, actor: KIM, owner: { address: SAM, role: "owner" } }], sinks);
    await time.happen([{ at: -2 * SECOND }], {
      decide: hold("silence", { recipient: ADELE, detail: `silence on ${SAM}` }),
    });
    const fact = {
      contentId: "1539e96a-0099-4782-a8d3-b7314e58149d",
      asOf: "2026-11-18T00:00:00Z",
      origin: "usage-logs",
    };
    const rejected = [{ reason: "no-time", location: "a.log:1", raw: `?;${SAM};?` }];
    await time.collect([refusal({ at: -3 * SECOND })], {
      facts: [{ ...fact, owner: SAM, name: `${SAM}.docx` }],
      rejected,
    });
    const dates = { startsAt: START, endsAt: START + DAY, createdAt: START };
    await store.addSilence({ id: "s1", matchers: { actor: SAM }, comment: SAM, author: SAM, ...dates });
    await store.recordLookup({ at: START, who: SAM, what: SAM, full: true });
    await time.happen([{ at: -4 * SECOND }], { ...sinks, decide: awaitOwner() });
    for (let n = 0; n < 200; n += 1) {
      await store.rememberAnswer(`graph:${n}:${SAM}`, `{"mail":"${SAM}"}`, time.now + DAY, time.now);
    }
    expect(occurrences(folder, SAM)).toBeGreaterThan(1_000);

    const result = await store.purge({ person: SAM }, time.now, false);
    expect(result.events).toBeGreaterThan(400);
    expect(occurrences(folder, SAM)).toBe(0);
    expect(occurrences(folder, ADELE.address)).toBeGreaterThan(0);
    await time.books();
    await time.sinkBooks();
  });

  it("retention leaves nothing of what was deleted either", async () => {
    const folder = temporaryFolder();
    const time = new Timeline(openSqliteStore(join(folder, "lockbell.db")));
    onTestFinished(() => time.store.close());
    await time.happen([{ fields: { documentName: "Severance plan.docx" } }]);
    await time.schedule();
    await time.sendAll("notice");
    time.now += DAY;
    await time.store.purge({ before: time.now }, time.now, false);

    for (const text of [SAM, ADELE.address, "Severance plan", "a mail"]) expect(occurrences(folder, text)).toBe(0);
  });
});
