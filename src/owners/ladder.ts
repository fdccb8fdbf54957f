/**
 * The ladder: asks each step in turn and keeps what each said. Its answers are the same for the same recorded text, so they are
 * remembered; how many, is bounded, because strangers choose the texts. That nobody could be asked is never remembered.
 */
import { LockbellError } from "../platform/errors.ts";
import type { RecipientRole } from "../platform/recipient-role.ts";
import type { Logger } from "../runtime/logger.ts";
import type { OwnerAnswer, OwnerQuestion, OwnerStep } from "./owner-step.ts";
import { findOnRecord, readRecordedOwner } from "./recorded-owner.ts";

const REMEMBERED = 10_000;
/** A longer text is no address; it is not worth keeping. */
const LONGEST_REMEMBERED = 1_024;

/** The whole ladder where none is configured. */
const ON_RECORD: OwnerStep = { name: "record", find: async (question) => findOnRecord(question) };

/** Outcomes that say less of an owner than any other, the least first. */
const SAYS_LITTLE: readonly string[] = ["owner-ruled-out", "owner-not-delegated", "owner-unknown"];

/** Who is told, and why him. */
export interface LadderAnswer {
  /** Null if nobody was found: then `reason` says why. */
  readonly recipient: { readonly address: string; readonly role: RecipientRole } | null;
  /** Set if nobody could be asked: then nothing is decided, and `advice` says what an administrator can do. */
  readonly unavailable?: { readonly advice: string };
  /** Every address known to be the owner's, lower case, also when somebody else is told in his stead. */
  readonly aliases: readonly string[];
  /** What each step that was asked said, in order. */
  readonly trail: readonly { readonly step: string; readonly outcome: string }[];
  /** The outcome that decided: that of the step that answered, or the last one that says more than that nobody is known. */
  readonly reason: string;
}

/** Finds who is responsible. */
export interface OwnerLadder {
  /**
   * `recorded` is the owner as recorded, or as the catalogue knows it. `deadline`: when asking should end, milliseconds since 1970; who is not
   * found by then is unavailable.
   */
  resolve(recorded: string | undefined, deadline: number): Promise<LadderAnswer>;
}

/** What every step is told. */
export interface LadderSettings {
  /** Our own domains in lower case; empty if not configured. */
  readonly domains: readonly string[];
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
  /** Is told of a step that broke, at the level that may hold personal data. */
  readonly logger?: Logger;
}

/** A ladder of these steps; without any, the owner on record is the only one. */
export function createLadder(steps: readonly OwnerStep[], settings: LadderSettings): OwnerLadder {
  const ladder = steps.length === 0 ? [ON_RECORD] : steps;
  const remembered = new Map<string, LadderAnswer>();
  return {
    async resolve(recorded, deadline) {
      const key = recorded ?? "";
      const known = remembered.get(key);
      if (known !== undefined) {
        // Put last, so that what is asked for often is not the first to be forgotten.
        remembered.delete(key);
        remembered.set(key, known);
        return known;
      }
      const answer = await climb(ladder, recorded, deadline, settings);
      if (key.length <= LONGEST_REMEMBERED && answer.unavailable === undefined) remembered.set(key, answer);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      return answer;
    },
  };
}

async function climb(
  steps: readonly OwnerStep[],
  recorded: string | undefined,
  deadline: number,
  settings: LadderSettings,
): Promise<LadderAnswer> {
  const owner = readRecordedOwner(recorded);
  const aliases = new Set("address" in owner ? [owner.address] : []);
  const trail: { readonly step: string; readonly outcome: string }[] = [];
  let ruledOut: string | null = null;
  for (const step of steps) {
    const question = { recorded, domains: settings.domains, ruledOut, signal: settings.signal, deadline };
    const answer = refuseRuledOut(refuseUnmailable(await ask(step, question, settings)), ruledOut);
    const { outcome } = answer;
    trail.push({ step: step.name, outcome });
    // Whoever stands further down knows less of this owner, so that a notice of his would go to the wrong person.
    if (answer.found === "unavailable")
      return {
        recipient: null,
        unavailable: { advice: answer.advice },
        aliases: [...aliases],
        trail,
        reason: outcome,
      };
    for (const alias of answer.aliases ?? []) aliases.add(alias.toLowerCase());
    if (answer.found) {
      const { address, role } = answer;
      if (role === "owner") aliases.add(address);
      return { recipient: { address, role }, aliases: [...aliases], trail, reason: outcome };
    }
    if (answer.ruledOut) ruledOut ??= outcome;
  }
  return { recipient: null, aliases: [...aliases], trail, reason: reasonOf(trail) };
}

/** A step that breaks has not said that the owner is unknown: it counts as one that cannot be asked, and stops nothing but its own events. */
async function ask(step: OwnerStep, question: OwnerQuestion, { logger }: LadderSettings): Promise<OwnerAnswer> {
  try {
    return await step.find(question);
  } catch (error) {
    logger?.error({ step: step.name }, "owner-step.failed");
    logger?.trace({ step: step.name, err: error }, "owner-step.failed");
    const advice =
      error instanceof LockbellError
        ? error.advice
        : `Run it again with --log-level trace and report what the step \`${step.name}\` met.`;
    return { found: "unavailable", outcome: "owner-step-failed", advice };
  }
}

/** Whatever a step answers, nobody is written to but one plain address of a person. */
function refuseUnmailable(answer: OwnerAnswer): OwnerAnswer {
  if (answer.found !== true) return answer;
  const read = readRecordedOwner(answer.address);
  if ("address" in read) return { ...answer, address: read.address };
  return { found: false, outcome: read.outcome === "owner-service-principal" ? read.outcome : "owner-without-mailbox" };
}

/** For whom a notice is as the owner's own: nobody an earlier step has ruled out may be told so, whatever an older export believes. */
const AS_OWNER: readonly RecipientRole[] = ["owner", "group", "group-owner"];

function refuseRuledOut(answer: OwnerAnswer, ruledOut: string | null): OwnerAnswer {
  if (ruledOut === null || answer.found !== true || !AS_OWNER.includes(answer.role)) return answer;
  return { found: false, outcome: "owner-ruled-out", aliases: answer.aliases };
}

/** That a step does not know somebody says less than what another said of him. */
function reasonOf(trail: LadderAnswer["trail"]): string {
  const outcomes = trail.map(({ outcome }) => outcome);
  const telling = outcomes.findLast((outcome) => !SAYS_LITTLE.includes(outcome));
  return telling ?? SAYS_LITTLE.findLast((outcome) => outcomes.includes(outcome)) ?? "owner-unknown";
}
