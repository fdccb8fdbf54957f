import type { DeniedEvent } from "../event/denied-event.ts";
import type { Presentation } from "../notice/notice.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ClaimedDelivery, Freeze, NoticeMembers } from "../store/delivery-store.ts";
import type { Store } from "../store/store.ts";
import { composeNotice } from "./notice-message.ts";

const EVENT_PAGE = 1_000;
const DAY_MS = 24 * 3_600_000;

/** How notices look and what they say of the rules, from the configuration. */
export interface RenderSettings {
  readonly presentation: Presentation;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  /** Our own domains, lower case; empty if not configured. */
  readonly domains: readonly string[];
  /** The most rows (one person at one document) a notice lists. */
  readonly maxRows: number;
  readonly repeatIntervalMs: number;
  readonly backlogAgeMs: number;
  /** How much earlier than promised a repeat may be told: one schedule interval. */
  readonly toleranceMs: number;
  /** The Message-ID of a delivery; the same at every try. */
  readonly messageId: (deliveryId: string) => string;
}

/** What of a claimed notice its message is built from. */
export type BuildClaim = Pick<ClaimedDelivery, "seq" | "id" | "token" | "reference" | "recipient">;

/** Where the message's facts come from. */
export interface BuildSettings {
  readonly store: Pick<Store, "noticeMembers" | "deliveryEvents" | "documents">;
  readonly clock: Clock;
  /** Called between pages, so that the claim outlives the building of a notice of a million events. */
  readonly keep?: () => Promise<void>;
}

export type BuiltMessage =
  | { readonly status: "built"; readonly freeze: Freeze }
  | { readonly status: "leak"; readonly detail: string };

/**
 * Builds a claimed notice from everything that joined it, with what the catalogue knows by now. A value that must not reach an
 * owner and cannot be replaced makes it a `leak`, which is never sent.
 */
export async function buildMessage(
  claim: BuildClaim,
  render: RenderSettings,
  settings: BuildSettings,
): Promise<BuiltMessage> {
  const { store, clock } = settings;
  const now = clock.now();
  const members = await store.noticeMembers(claim.seq, render.maxRows);
  const contentIds = members.threads.map(({ newest }) => newest.event.contentId).filter((id) => id !== undefined);
  const composed = await composeNotice({
    facts: {
      reference: claim.reference ?? "",
      role: claim.recipient?.role ?? "owner",
      threads: members.threads.map(({ newest, attempts, firstAt, lastAt }) => ({
        event: newest.event,
        attempts,
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
      })),
      documents: await store.documents(contentIds),
      more: { entries: members.moreThreads, attempts: members.moreAttempts },
      heldBack: members.heldBack,
      last: members.last === null ? null : { at: iso(members.last.at), reference: members.last.reference },
      backlogDays: members.threads.some(({ firstAt }) => firstAt < now - render.backlogAgeMs)
        ? Math.max(1, Math.floor(render.backlogAgeMs / DAY_MS))
        : null,
      quietUntil: quietUntil(members, render, now),
      domains: render.domains,
    },
    events: () => eventsOf(claim, settings),
    presentation: render.presentation,
    from: render.from,
    to: claim.recipient?.address ?? "",
    replyTo: render.replyTo,
    date: new Date(now),
    messageId: render.messageId(claim.id),
    deliveryId: claim.id,
  });
  if (composed.status === "leak") return { status: "leak", detail: `${composed.kind} in ${composed.where}` };
  const told = members.threads.map(({ thread }) => thread);
  const { mime, subject, notes } = composed;
  return { status: "built", freeze: { seq: claim.seq, token: claim.token, now, content: mime, subject, told, notes } };
}

/** The earliest time any of the told pairs may be told again, less what the schedule may be early; null if that has passed. */
function quietUntil(members: NoticeMembers, render: RenderSettings, now: number): string | null {
  const earliest =
    Math.min(now, ...members.threads.map(({ lastAt }) => lastAt)) + render.repeatIntervalMs - render.toleranceMs;
  return Number.isFinite(earliest) && earliest > now ? iso(earliest) : null;
}

/** All events of the notice, in pages. */
async function* eventsOf(claim: BuildClaim, settings: BuildSettings): AsyncGenerator<readonly DeniedEvent[]> {
  let after = 0;
  for (;;) {
    const page = await settings.store.deliveryEvents(claim.seq, after, EVENT_PAGE);
    if (page.length > 0) yield page.map(({ event }) => event);
    const last = page[page.length - 1];
    if (last === undefined || page.length < EVENT_PAGE) return;
    after = last.seq;
    await settings.keep?.();
  }
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
