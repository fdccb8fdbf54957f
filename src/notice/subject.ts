import { isolate, shorten } from "../platform/text.ts";
import { shownName } from "./describe-document.ts";
import type { Words } from "./messages/catalogue.ts";
import type { Notice, NoticeDocument, Presentation } from "./notice.ts";

/** RFC 5322 recommends no longer line; counted before any encoding. */
const MAX_OCTETS = 78;
/** Below this a name says nothing any more, graphemes. */
const MIN_NAME = 8;
const MAX_NAME = 60;

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * The subject: stable words first, so that people learn them and rules can sort by them. It may name the document, never the person:
 * who was refused could otherwise write into other people's inboxes.
 */
export function subjectOf(
  notice: Notice,
  documents: readonly NoticeDocument[],
  presentation: Presentation,
  words: Words,
): string {
  const subject = plainSubject(notice, documents, presentation, words);
  return presentation.test ? words.say("subject.test", { subject }) : subject;
}

function plainSubject(
  notice: Notice,
  documents: readonly NoticeDocument[],
  presentation: Presentation,
  words: Words,
): string {
  const attempts = notice.entries.reduce((sum, entry) => sum + entry.attempts, notice.more.attempts);
  if (notice.more.entries > 0) return words.say("subject.digest.more", { attempts });
  const [only] = documents;
  if (only === undefined || documents.length > 1)
    return words.say("subject.digest", { attempts, documents: documents.length });
  const named = presentation.documentNameInSubject ? namedSubject(only, attempts, presentation, words) : null;
  return named ?? words.say("subject.unnamed", { role: notice.role });
}

/** The subject with the longest form of the name that fits; null if there is no name to show or not enough of it fits. */
function namedSubject(
  document: NoticeDocument,
  attempts: number,
  presentation: Presentation,
  words: Words,
): string | null {
  const name = shownName(document, MAX_NAME)?.replaceAll('"', "'");
  if (name === undefined) return null;
  for (let length = MAX_NAME; length >= MIN_NAME; length -= 1) {
    const short = shorten(name, length);
    const subject = words.say("subject.named", { name: RIGHT_TO_LEFT.test(short) ? isolate(short) : short, attempts });
    const whole = presentation.test ? words.say("subject.test", { subject }) : subject;
    if (new TextEncoder().encode(whole).length <= MAX_OCTETS) return subject;
  }
  return null;
}
