/**
 * From the facts of a claimed notice to the finished message, searched before it is let go: the promise that an owner never learns
 * where from is kept here at run time, on the bytes that will be sent, as a mail program would decode them.
 */
import { isDeepStrictEqual } from "node:util";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { Notice, Presentation } from "../notice/notice.ts";
import { renderNotice } from "../notice/render-notice.ts";
import { buildNotice, type NoticeFacts } from "../redaction/build-notice.ts";
import { type CauseWatch, watchCauses } from "../redaction/cause-watch.ts";
import {
  countForbidden,
  createLeakScan,
  type ForbiddenKind,
  type ForbiddenValue,
  type ScannedText,
} from "../redaction/leak-scan.ts";
import { withholdValues, withoutValues } from "../redaction/withhold.ts";
import { composeMime, decodeMime, type Envelope } from "./mime.ts";

/** All that makes a message. */
export interface NoticeOrder extends Omit<Envelope, "language"> {
  readonly facts: NoticeFacts;
  /** Every event the notice stands for, in pages. Read once, and once more if what its newest attempts say does not hold for all. */
  readonly events: () => AsyncIterable<readonly DeniedEvent[]>;
  readonly presentation: Presentation;
}

/** The message, or where a value stands that no owner may be told and that cannot be left out. */
export type ComposedNotice =
  | {
      readonly status: "composed";
      readonly mime: Buffer;
      readonly subject: string;
      /** What was left out of names and why, without the values; empty if nothing. */
      readonly notes: readonly string[];
    }
  | { readonly status: "leak"; readonly where: string; readonly kind: ForbiddenKind };

interface Message {
  readonly mime: Buffer;
  readonly subject: string;
  readonly texts: readonly ScannedText[];
}

/**
 * Composes a message and searches it for the addresses, devices and paths of all its events. A value inside a name, a label or an
 * actor's address takes that text out; anywhere else it makes the message a `leak`, unless the fixed words hold it as often.
 */
export async function composeNotice(order: NoticeOrder): Promise<ComposedNotice> {
  const { notice, message: first, found } = await searchedNotice(order);
  if (found.length === 0) return { status: "composed", mime: first.mime, subject: first.subject, notes: [] };

  const { notice: cleared, notes } = withholdValues(notice, found);
  const message = notes.length === 0 ? first : await messageOf(cleared, order);
  const fixed = await messageOf(withoutValues(cleared), order);
  const leak = remaining(found, message, fixed);
  return leak ?? { status: "composed", mime: message.mime, subject: message.subject, notes };
}

interface SearchedNotice {
  readonly notice: Notice;
  readonly message: Message;
  readonly found: readonly ForbiddenValue[];
}

/**
 * The notice as its newest attempts word it, searched for what all of them hold. Where the others were refused for another reason it is worded
 * anew and searched again, because only what was searched as it stands may be sent. That is rare, and else a notice of a million events
 * would always be read twice.
 */
async function searchedNotice(order: NoticeOrder): Promise<SearchedNotice> {
  const { threads, documents } = order.facts;
  const watch = watchCauses(
    threads.map(({ event }) => event),
    documents,
  );
  const assumed = buildNotice(order.facts, watch.exceptions());
  const first = await search(assumed, order, watch);
  const notice = buildNotice(order.facts, watch.exceptions());
  return isDeepStrictEqual(notice, assumed) ? first : await search(notice, order, watch);
}

async function search(notice: Notice, order: NoticeOrder, watch: CauseWatch): Promise<SearchedNotice> {
  const message = await messageOf(notice, order);
  const scan = createLeakScan(message.texts);
  for await (const page of order.events()) {
    for (const event of page) {
      scan.see(event);
      watch.see(event);
    }
  }
  return { notice, message, found: scan.found() };
}

async function messageOf(notice: Notice, order: NoticeOrder): Promise<Message> {
  const rendered = renderNotice(notice, order.presentation);
  const mime = await composeMime(rendered, { ...order, language: order.presentation.language });
  const { headers, subject, text, html, htmlText } = await decodeMime(mime);
  return {
    mime,
    subject: rendered.subject,
    texts: [
      { where: "subject", text: subject },
      ...headers.map(({ name, value }) => ({ where: `header ${name}`, text: value })),
      { where: "text", text },
      { where: "html source", text: html },
      { where: "html", text: htmlText },
    ],
  };
}

/** The first place where a value stands more often than the fixed words account for. Both messages have the same parts in the same order. */
function remaining(found: readonly ForbiddenValue[], message: Message, fixed: Message): ComposedNotice | null {
  const counts = countForbidden(found, message.texts);
  const allowed = countForbidden(found, fixed.texts);
  for (const [row, { kind }] of found.entries()) {
    for (const [column, { where }] of message.texts.entries()) {
      if ((counts[row]?.[column] ?? 0) > (allowed[row]?.[column] ?? 0)) return { status: "leak", where, kind };
    }
  }
  return null;
}
