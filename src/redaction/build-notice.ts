/**
 * Decides, field by field, what of the denied events an owner is told. This is the one place where both types meet; what it does not
 * copy cannot be said, because nothing behind it knows the event.
 */
import type { DocumentRecord } from "../catalogue/document.ts";
import { nameKind, nameRank } from "../catalogue/document-name.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { DocumentName, Notice, NoticeActor, NoticeDocument, NoticeEntry } from "../notice/notice.ts";
import { guestHome, isInside, readAddresses } from "../platform/email-address.ts";
import type { CauseExceptions } from "./cause-watch.ts";
import type { ToldRecord } from "./document-reach.ts";
import { documentKey, threadKey } from "./thread-key.ts";
import { toldCause } from "./told-cause.ts";

/** One person at one document: its newest event and what all its events come to. Times are ISO 8601 UTC. */
export interface NoticeThreadFacts {
  readonly event: DeniedEvent;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** All that goes into a notice. */
export interface NoticeFacts extends Omit<Notice, "entries" | "resultsKnown"> {
  readonly threads: readonly NoticeThreadFacts[];
  /** What the catalogue knows, by content id. */
  readonly documents: ReadonlyMap<string, DocumentRecord>;
  /** Our own domains; empty if not configured. */
  readonly domains: readonly string[];
}

/** Characters of a content id that are told: enough to tell a reader's own documents apart. */
const SHORT_ID = 8;

/**
 * Builds the notice. Documents come in the order they were first refused, and in each the people likewise; equal facts give an equal notice.
 * `exceptions` says of which attempts what holds for the newest does not hold.
 */
export function buildNotice(facts: NoticeFacts, exceptions: CauseExceptions): Notice {
  const { threads, documents, domains, ...told } = facts;
  const groups = new Map<string, NoticeThreadFacts[]>();
  for (const thread of threads.toSorted(byTimeThenActor)) {
    const key = documentKey(thread.event);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thread]);
    else group.push(thread);
  }
  const entries = [...groups.values()].flatMap((group) => {
    const document = documentOf(group, documents);
    return group.map((thread) => entryOf(thread, document, facts, exceptions));
  });
  return { ...told, resultsKnown: !exceptions.hasUnknownResult, entries };
}

function entryOf(
  { event, attempts, firstAt, lastAt }: NoticeThreadFacts,
  document: NoticeDocument,
  { documents, domains }: NoticeFacts,
  exceptions: CauseExceptions,
): NoticeEntry {
  const key = threadKey(event);
  return {
    document,
    actor: actorOf(event.actor, domains),
    attempts,
    firstAt,
    lastAt,
    cause: toldCause(event, documents),
    causeIsOfAll: !exceptions.otherCause.has(key),
    resultKnown: !exceptions.unknownResult.has(key),
  };
}

/** One description for all who were refused at this document: the best name any of its events or the catalogue has. */
function documentOf(group: readonly NoticeThreadFacts[], documents: ReadonlyMap<string, ToldRecord>): NoticeDocument {
  const events = group.map(({ event }) => event);
  const contentId = events[0]?.contentId;
  const known = contentId === undefined ? undefined : documents.get(contentId);
  const label = firstText([...events.map((event) => event.label), known?.label?.value]);
  const protectedAt = firstTime([...events.map((event) => event.protectedAt), known?.protectedAt?.value]);
  return {
    name: bestName([...events.map(({ documentName }) => documentName), known?.name?.value]),
    ...(contentId === undefined ? {} : { shortId: contentId.slice(-SHORT_ID) }),
    ...(label === undefined ? {} : { label: { kind: "named", name: label } }),
    ...(protectedAt === undefined ? {} : { protectedAt }),
  };
}

/** The best-ranked name; among equals the record's own before the catalogue's. */
function bestName(candidates: readonly (string | undefined)[]): DocumentName {
  let best: { readonly name: string; readonly rank: number } = { name: "", rank: 0 };
  for (const name of candidates) {
    const rank = nameRank(name);
    if (name !== undefined && rank > best.rank) best = { name, rank };
  }
  const kind = nameKind(best.name);
  switch (kind) {
    case "readable":
      return { kind: "named", name: best.name };
    case "subject":
      return { kind: "mail-subject", name: best.name };
    case "none":
      return { kind: "unnamed", because: "absent" };
    default:
      return { kind: "unnamed", because: kind };
  }
}

function actorOf(recorded: string, domains: readonly string[]): NoticeActor {
  const reading = readAddresses(recorded);
  switch (reading.kind) {
    case "one": {
      const address = recorded.trim();
      const guest = guestHome(address) !== null || /#ext#@/i.test(address);
      const standing = guest
        ? "outside"
        : domains.length === 0
          ? "unknown"
          : isInside(address, domains)
            ? "inside"
            : "outside";
      return { kind: "person", address, standing, guest };
    }
    case "service-principal":
      return { kind: "service", text: recorded };
    case "none":
      return { kind: "unnamed" };
    default:
      return { kind: "unreadable", text: recorded };
  }
}

function byTimeThenActor(a: NoticeThreadFacts, b: NoticeThreadFacts): number {
  return (
    order(a.firstAt, b.firstAt) ||
    order(a.event.actor, b.event.actor) ||
    order(documentKey(a.event), documentKey(b.event)) ||
    order(a.event.id, b.event.id)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstText(candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((text) => text !== undefined && text.trim() !== "" && text !== "-");
}

function firstTime(candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((time) => time !== undefined && !Number.isNaN(Date.parse(time)));
}
