import { describe, expect, it } from "vitest";
import { createPipeline, HOUR, type Pipeline } from "../../test/support/pipeline.ts";
import { trialReference } from "./send-test/trial-reference.ts";
import { type VerifiedMessage, verify } from "./verify.ts";

const INSTALLATION = { secret: "secret" };

const PEOPLE = ["sam@fabrikam.com", "kim@fabrikam.com", "ada@fabrikam.com"];

async function look(day: Pipeline): Promise<VerifiedMessage> {
  const [delivery] = await day.store.listDeliveries({ kind: "notice", limit: 1 });
  const found = await verify({ ...day, installation: INSTALLATION }, delivery?.reference ?? "", "help desk");
  if (!found.found || found.isTest) throw new Error("There is no message.");
  return found;
}

describe("what a message held", () => {
  it("is what was named when it was written: with one row of three, one row and a remainder", async () => {
    const day = createPipeline({ maxRows: 1 });
    for (const [hour, actor] of PEOPLE.entries()) {
      day.refuse({ at: `2026-11-18T0${hour}:00:00Z`, actor, document: "Merger.pptx" });
      day.refuse({ at: `2026-11-18T0${hour}:30:00Z`, actor, document: "Merger.pptx" });
    }
    await day.run();

    expect(await look(day)).toMatchObject({
      sent: true,
      written: true,
      withheld: false,
      entries: [{ document: "Merger.pptx", actor: "sam@fabrikam.com", attempts: 2 }],
      more: { entries: 2, attempts: 4 },
    });
    const [mail] = await day.mails();
    expect((await look(day)).text?.replaceAll(/[\u2066-\u2069]/g, "").trim()).toBe(mail?.text.trim());
  });

  it("does not name what the message withheld, and says how it read", async () => {
    const day = createPipeline();
    const ip = "203.0.113.7";
    day.refuse({ at: "2026-11-18T08:00:00Z", actor: "sam@fabrikam.com", document: `from ${ip}.docx`, ip });
    await day.run();

    const found = await look(day);
    expect(found).toMatchObject({ withheld: true, entries: [{ document: null, actor: "sam@fabrikam.com" }] });
    expect(found.text).toContain("sam@fabrikam.com");
    expect(JSON.stringify(found)).not.toContain(ip);
    expect(JSON.stringify(found.entries)).not.toContain(".docx");
  });

  it("is nothing yet while the message is not written", async () => {
    const day = createPipeline();
    day.refuse({ at: "2026-11-18T08:59:00Z", actor: "sam@fabrikam.com", document: "Merger.pptx" });
    await day.run({ every: 60_000 });

    expect(await look(day)).toMatchObject({
      state: "open",
      written: false,
      text: null,
      entries: [],
      more: { entries: 0, attempts: 0 },
    });
  });

  it("is told without names once a purge has taken its content", async () => {
    const day = createPipeline();
    for (const actor of PEOPLE.slice(0, 2)) day.refuse({ at: "2026-11-18T08:00:00Z", actor, document: "Merger.pptx" });
    await day.run();
    day.clock.advance(HOUR);
    await day.store.purge({ person: "sam@fabrikam.com" }, day.clock.now(), false);

    expect(await look(day)).toMatchObject({ text: null, entries: [{ document: null, actor: null, attempts: 1 }] });
  });
});

describe("a test message's reference", () => {
  it("is known as a test's and no notice's, and the look-up is recorded as any other", async () => {
    const day = createPipeline();
    const reference = trialReference(INSTALLATION.secret, day.clock.now());

    const found = await verify({ ...day, installation: INSTALLATION }, reference.toLowerCase(), "help desk");

    expect(found).toEqual({ found: true, isTest: true, reference, day: "2026-11-18" });
    expect(await day.store.lookups(10)).toMatchObject([{ who: "help desk", what: reference }]);
  });
});
