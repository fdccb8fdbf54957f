import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TestMemory, testMessage } from "../conformance.ts";
import { deliver, stageOf } from "./testdata/drive.ts";
import { type Befalling, GraphMailbox, TROUBLES } from "./testdata/graph-mailbox.ts";

const MESSAGE = testMessage("d-0001");
const SEED = { seed: 20_261_118, numRuns: 1_500 } as const;

const BEFALLINGS: readonly Befalling[] = [...TROUBLES, "die", "die-done", null];

/** Whatever may befall a delivery's requests and notes, one after the other, and how long what was sent takes to show. */
const fate = fc.record({
  script: fc.array(fc.constantFrom(...BEFALLINGS), { maxLength: 14 }),
  diesAtNote: fc.option(fc.record({ note: fc.integer({ min: 1, max: 5 }), when: fc.constantFrom("before", "after") }), {
    nil: null,
  }),
  showsAfter: fc.constantFrom(0, 2_000, 20_000, 240_000),
  movesFor: fc.constantFrom(0, 2_000, 20_000, 240_000),
  staysDraftFor: fc.constantFrom(0, 0, 40_000, 240_000),
});

type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

async function meet(
  { script, diesAtNote, ...slowness }: Fate,
  permissions: readonly string[],
  way: "auto" | "draft" | "direct",
): Promise<{ readonly ending: string; readonly arrived: number; readonly mailbox: GraphMailbox }> {
  const mailbox = Object.assign(new GraphMailbox(permissions), slowness);
  mailbox.script.push(...script);
  const memory = new TestMemory();
  if (diesAtNote !== null) memory.cutAt(diesAtNote.note, diesAtNote.when as "before" | "after");
  const ending = await deliver(stageOf(mailbox, way), MESSAGE, memory);
  return { ending, arrived: mailbox.arrived.length, mailbox };
}

describe("whatever fails and wherever it is killed, a message", () => {
  it("is delivered exactly once by drafts", async () => {
    await fc.assert(
      fc.asyncProperty(fate, async (what) => {
        const { ending, arrived } = await meet(what, ["Mail.ReadWrite", "Mail.Send"], "draft");
        expect({ ending, arrived }).toEqual({ ending: "delivered", arrived: 1 });
      }),
      SEED,
    );
  });

  it.each(["auto", "direct"] as const)(
    "is delivered exactly once directly, where it can be looked for (way: %s)",
    async (way) => {
      await fc.assert(
        fc.asyncProperty(fate, async (what) => {
          const { ending, arrived } = await meet(what, ["Mail.Send", "Mail.Read"], way);
          expect({ ending, arrived }).toEqual({ ending: "delivered", arrived: 1 });
        }),
        SEED,
      );
    },
  );

  it("is sent at most once directly where it cannot be looked for, and what nobody knows is called unknown", async () => {
    const endings = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fate, async (what) => {
        const { ending, arrived } = await meet(what, ["Mail.Send"], "direct");
        endings.add(`${ending} ${arrived}`);
        expect(["delivered 1", "unknown 0", "unknown 1"]).toContain(`${ending} ${arrived}`);
      }),
      SEED,
    );
    expect(endings).toEqual(new Set(["delivered 1", "unknown 0", "unknown 1"]));
  });

  it("leaves drafts behind only where the making of one was in doubt", async () => {
    await fc.assert(
      fc.asyncProperty(fate, async (what) => {
        const { mailbox } = await meet(what, ["Mail.ReadWrite", "Mail.Send"], "draft");
        const doubts = what.script.filter((befalling) => befalling?.endsWith("-done")).length;
        const strays = mailbox.messages.filter(({ isDraft, draftUntil }) => isDraft && draftUntil === undefined).length;
        expect(strays).toBeLessThanOrEqual(doubts + (what.diesAtNote === null ? 0 : 1));
      }),
      SEED,
    );
  });
});
