import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { LadderAnswer } from "../owners/ladder.ts";
import { domainOf, guestHome, readAddresses } from "../platform/email-address.ts";
import type { OwnerDecision, Recipient } from "../store/dispatch-store.ts";
import type { Silence } from "../store/operator-store.ts";
import { matchSilence } from "./match-silence.ts";
import type { NoticePolicy } from "./policy.ts";
import { threadOf } from "./thread.ts";

/** The reason under which events of actors who are never named to owners are held. */
export const DO_NOT_TRACK = "do-not-track";

/** What a decision about one event rests on. */
export interface DecisionFacts {
  readonly event: DeniedEvent;
  readonly document: DocumentRecord | undefined;
  readonly resolved: LadderAnswer;
  readonly silences: readonly Silence[];
  readonly policy: NoticePolicy;
  readonly now: number;
}

/** A decision, but for the repeat: `undecided` events still have to be held against what was told of their thread. */
export type FirstDecision =
  | Extract<OwnerDecision, { readonly decision: "hold" | "await" }>
  | {
      readonly decision: "undecided";
      readonly recipient: Recipient;
      readonly thread: string;
      readonly trail: LadderAnswer["trail"];
    };

/**
 * Decides whether an event is for anybody's eyes at all. The order matters: do-not-track first, because such an actor must not even
 * show in a held-back count; an own attempt before the ladder's answer, so that the owner is not told of himself by way of a
 * stand-in, and nobody who stands in for him of what he did himself; then who, and last whether somebody asked for silence. Where nobody can
 * say who, a silence that applies whoever it is still holds, because it may be over when the owner is found; everything else waits, and
 * nobody is told in the owner's stead.
 */
export function decideFirst(facts: DecisionFacts): FirstDecision {
  const { event, resolved, policy } = facts;
  const { trail } = resolved;
  const actor = actorAddress(event.actor);
  if (isUntracked(event, policy)) return { decision: "hold", reason: DO_NOT_TRACK, trail };
  const { recipient } = resolved;
  const own = [...resolved.aliases, ...(recipient === null ? [] : [recipient.address])];
  if (namesOfActor(actor).some((name) => own.includes(name))) return { decision: "hold", reason: "own-attempt", trail };
  const isAwaited = resolved.unavailable !== undefined;
  if (recipient === null && !isAwaited) return { decision: "hold", reason: resolved.reason, trail };
  const silence = matchSilence(facts.silences, silenceSubject(facts, recipient), facts.now);
  if (silence !== null) {
    const hold = { decision: "hold", reason: "silence", detail: silence.id, trail } as const;
    return recipient === null ? hold : { ...hold, recipient };
  }
  if (recipient === null) return { decision: "await", reason: resolved.reason, trail };
  return { decision: "undecided", recipient, thread: threadOf(event), trail };
}

/** The actor as one compares him: his address if it is one, whatever stands around it. */
function actorAddress(recorded: string): string {
  const reading = readAddresses(recorded);
  return reading.kind === "one" ? reading.address : recorded.trim().toLowerCase();
}

/** The actor's address, and that of his account at home if he came as a guest; nothing if the record names nobody. */
function namesOfActor(actor: string): readonly string[] {
  const home = guestHome(actor);
  return [actor, ...(home === null ? [] : [home])].filter((name) => name !== "");
}

/** Whether the actor, or the home account of a guest, is one that owners are never told of. */
export function isUntracked(event: DeniedEvent, policy: NoticePolicy): boolean {
  const { addresses, domains } = policy.doNotTrack;
  if (addresses.length === 0 && domains.length === 0) return false;
  const actor = actorAddress(event.actor);
  for (const address of namesOfActor(actor)) {
    const domain = domainOf(address);
    if (addresses.includes(address)) return true;
    if (domain !== null && domains.some((untracked) => domain === untracked || domain.endsWith(`.${untracked}`)))
      return true;
  }
  return false;
}

function silenceSubject(facts: DecisionFacts, recipient: Recipient | null): Parameters<typeof matchSilence>[1] {
  const { event, document, resolved } = facts;
  const documents = [event.contentId, event.documentName, document?.name?.value];
  return {
    owners: [recipient?.address, ...resolved.aliases, event.owner].filter((address) => address !== undefined),
    actor: event.actor,
    documents: documents.filter((name) => name !== undefined),
    label: event.label ?? document?.label?.value,
  };
}
