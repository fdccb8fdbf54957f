/**
 * The ladder: asks each step in turn and keeps what each said. Its answers are the same for the same recorded text, so they are
 * remembered; how many, is bounded, because strangers choose the texts.
 */
import type { OwnerAnswer, OwnerStep } from "./owner-step.ts";
import { findOnRecord, readRecordedOwner } from "./recorded-owner.ts";

const REMEMBERED = 10_000;
/** A longer text is no address; it is not worth keeping. */
const LONGEST_REMEMBERED = 1_024;

/** The whole ladder where none is configured. */
const ON_RECORD: OwnerStep = { name: "record", find: async (question) => findOnRecord(question) };

/** Who is told, and why him. */
export interface LadderAnswer {
  /** Null if nobody was found: then `reason` says why. */
  readonly recipient: { readonly address: string; readonly role: "owner" | "stand-in" } | null;
  /** Every address known to be the owner's, lower case, also when somebody else is told in his stead. */
  readonly aliases: readonly string[];
  /** What each step that was asked said, in order. */
  readonly trail: readonly { readonly step: string; readonly outcome: string }[];
  /** The outcome that decided: that of the step that answered, or the last one that says more than that nobody is known. */
  readonly reason: string;
}

/** Finds who is responsible. */
export interface OwnerLadder {
  /** `recorded` is the owner as recorded, or as the catalogue knows it. */
  resolve(recorded: string | undefined): Promise<LadderAnswer>;
}

/** What every step is told. */
export interface LadderSettings {
  /** Our own domains in lower case; empty if not configured. */
  readonly domains: readonly string[];
}

/** A ladder of these steps; without any, the owner on record is the only one. */
export function createLadder(steps: readonly OwnerStep[], settings: LadderSettings): OwnerLadder {
  const ladder = steps.length === 0 ? [ON_RECORD] : steps;
  const remembered = new Map<string, LadderAnswer>();
  return {
    async resolve(recorded) {
      const key = recorded ?? "";
      const known = remembered.get(key);
      if (known !== undefined) {
        // Put last, so that what is asked for often is not the first to be forgotten.
        remembered.delete(key);
        remembered.set(key, known);
        return known;
      }
      const answer = await climb(ladder, recorded, settings);
      if (key.length <= LONGEST_REMEMBERED) remembered.set(key, answer);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      return answer;
    },
  };
}

async function climb(
  steps: readonly OwnerStep[],
  recorded: string | undefined,
  settings: LadderSettings,
): Promise<LadderAnswer> {
  const owner = readRecordedOwner(recorded);
  const aliases = new Set("address" in owner ? [owner.address] : []);
  const trail: { readonly step: string; readonly outcome: string }[] = [];
  for (const step of steps) {
    const answer = refuseUnmailable(await step.find({ recorded, domains: settings.domains }));
    trail.push({ step: step.name, outcome: answer.outcome });
    for (const alias of answer.aliases ?? []) aliases.add(alias.toLowerCase());
    if (!answer.found) continue;
    const { address, role, outcome } = answer;
    if (role === "owner") aliases.add(address);
    return { recipient: { address, role }, aliases: [...aliases], trail, reason: outcome };
  }
  return { recipient: null, aliases: [...aliases], trail, reason: reasonOf(trail) };
}

/** Whatever a step answers, nobody is written to but one plain address of a person. */
function refuseUnmailable(answer: OwnerAnswer): OwnerAnswer {
  if (!answer.found) return answer;
  const read = readRecordedOwner(answer.address);
  if ("address" in read) return { ...answer, address: read.address };
  return { found: false, outcome: read.outcome === "owner-service-principal" ? read.outcome : "owner-without-mailbox" };
}

/** That a step does not know somebody says less than what another said of him. */
function reasonOf(trail: LadderAnswer["trail"]): string {
  return (trail.findLast(({ outcome }) => outcome !== "owner-unknown") ?? trail.at(-1))?.outcome ?? "owner-unknown";
}
