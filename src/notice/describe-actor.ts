import { guestHome } from "../platform/email-address.ts";
import { isolate, visibleText } from "../platform/text.ts";
import { breakLinks } from "../platform/text-links.ts";
import type { Words } from "./messages/catalogue.ts";
import type { NoticeActor } from "./notice.ts";

/** Graphemes of an address that are shown. Longer ones are legal, and nobody has one. */
const MAX_ACTOR = 120;
/** An address in which a mail program sees one address and nothing else. Legal ones beyond it may hold a path or begin like a site. */
const PLAIN = /^(?!www\.)[A-Za-z0-9._+'#-]+@[A-Za-z0-9.-]+$/;

/** Who was refused, and where that person stands. */
export interface DescribedActor {
  readonly who: string;
  /** Null where nobody is known who could stand anywhere. */
  readonly standing: string | null;
}

/** Words for who was refused. A valid address stays readable; whatever else a stranger wrote is shown with its links broken. */
export function describeActor(actor: NoticeActor, words: Words): DescribedActor {
  switch (actor.kind) {
    case "person":
      return { who: isolate(shownAddress(actor.address)), standing: standingOf(actor, words) };
    case "service":
      return { who: recorded(actor.text, "actor.service", words), standing: null };
    case "unreadable":
      return { who: recorded(actor.text, "actor.unreadable", words), standing: null };
    case "unnamed":
      return { who: words.say("actor.unnamed"), standing: null };
    case "withheld":
      return { who: words.say("actor.withheld"), standing: null };
  }
}

function recorded(text: string, key: "actor.service" | "actor.unreadable", words: Words): string {
  const visible = visibleText(text, MAX_ACTOR);
  return visible === "" ? words.say("actor.unnamed") : words.say(key, { text: isolate(breakLinks(visible)) });
}

function shownAddress(address: string): string {
  const visible = visibleText(address, MAX_ACTOR);
  return PLAIN.test(visible) ? visible : breakLinks(visible);
}

function standingOf(actor: Extract<NoticeActor, { kind: "person" }>, words: Words): string {
  if (!actor.guest) return words.say(`standing.${actor.standing}`);
  const home = guestHome(actor.address);
  return home === null
    ? words.say("standing.guest")
    : words.say("standing.guest.home", { home: isolate(shownAddress(home)) });
}
