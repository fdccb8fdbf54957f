/** Silences: dated, commented "say nothing", added and ended by people and looked at when refusals are dispatched. */
import { randomBytes } from "node:crypto";
import { LockbellError } from "../platform/errors.ts";
import { isoSeconds } from "../platform/instant.ts";
import type { Silence, SilenceMatchers } from "../store/operator-store.ts";
import type { App } from "./open.ts";

/** Whether a silence is in force. */
type SilenceStanding = "waiting" | "in-force" | "ended";

/** A silence as commands print it. */
export interface SilenceView {
  readonly id: string;
  readonly standing: SilenceStanding;
  readonly matchers: SilenceMatchers;
  readonly comment: string;
  readonly author: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdAt: string;
}

/** What a person asks for. */
export interface SilenceRequest {
  readonly matchers: SilenceMatchers;
  readonly comment: string;
  readonly author: string;
  /** Milliseconds since 1970 UTC; now if absent. */
  readonly startsAt?: number;
  readonly durationMs: number;
}

type Desk = Pick<App, "store" | "clock">;

/** Adds a silence. It applies to refusals dispatched from now on; what waits in an open notice already is still told. */
export async function addSilence({ store, clock }: Desk, request: SilenceRequest): Promise<SilenceView> {
  const matchers = Object.fromEntries(
    Object.entries(request.matchers).map(([key, pattern]) => [key, String(pattern).trim().toLowerCase()]),
  );
  if (Object.keys(matchers).length === 0)
    throw new LockbellError("USAGE", "A silence needs at least one of owner, actor, document and label.");
  if (Object.values(matchers).some((pattern) => pattern === ""))
    throw new LockbellError("USAGE", "A matcher is empty; to match anything write *.");
  if (request.comment.trim() === "") throw new LockbellError("USAGE", "A silence needs a comment that says why.");
  if (request.durationMs <= 0) throw new LockbellError("USAGE", "A silence needs a duration longer than 0s.");
  const now = clock.now();
  const startsAt = request.startsAt ?? now;
  const silence: Silence = {
    id: randomBytes(6).toString("hex"),
    matchers,
    comment: request.comment.trim(),
    author: request.author,
    startsAt,
    endsAt: startsAt + request.durationMs,
    createdAt: now,
  };
  await store.addSilence(silence);
  return viewSilence(silence, now);
}

/** Silences, newest first; ended ones only on request. */
export async function listSilences({ store, clock }: Desk, withEnded: boolean): Promise<readonly SilenceView[]> {
  const now = clock.now();
  const all = (await store.silences()).map((silence) => viewSilence(silence, now));
  return withEnded ? all : all.filter(({ standing }) => standing !== "ended");
}

/** Ends silences now. Says which were ended, and which ids mean none that could be. */
export async function expireSilences(
  { store, clock }: Desk,
  ids: readonly string[],
): Promise<{ readonly expired: readonly string[]; readonly notFound: readonly string[] }> {
  const expired: string[] = [];
  const notFound: string[] = [];
  for (const id of ids) ((await store.expireSilence(id, clock.now())) ? expired : notFound).push(id);
  return { expired, notFound };
}

function viewSilence(
  { id, matchers, comment, author, startsAt, endsAt, createdAt }: Silence,
  now: number,
): SilenceView {
  const standing = endsAt <= now ? "ended" : startsAt > now ? "waiting" : "in-force";
  return {
    id,
    standing,
    matchers,
    comment,
    author,
    startsAt: isoSeconds(startsAt),
    endsAt: isoSeconds(endsAt),
    createdAt: isoSeconds(createdAt),
  };
}
