import { isolate, visibleText } from "../platform/text.ts";
import { breakLinks } from "../platform/text-links.ts";
import type { Words } from "./messages/catalogue.ts";
import type { LabelName, NoticeDocument } from "./notice.ts";

/** Graphemes of a name or label that are shown; the middle of a longer one is cut out. */
const MAX_NAME = 100;
const MAX_LABEL = 60;

/** A document's name as its owner reads it, or null if there is none that can be shown. */
export function shownName(document: NoticeDocument, max: number = MAX_NAME): string | null {
  if (!("name" in document.name)) return null;
  const visible = visibleText(document.name.name, max);
  return visible === "" ? null : breakLinks(visible);
}

/** The document in words. The end of its id is added where nothing else tells it from others. */
export function describeDocument(document: NoticeDocument, ambiguous: boolean, words: Words): string {
  const name = shownName(document);
  const described = name === null ? words.say(unnamedKey(document)) : describeName(document, isolate(name), words);
  if (document.shortId === undefined || (name !== null && !ambiguous)) return described;
  return words.say("document.id", { document: described, shortId: document.shortId });
}

function describeName(document: NoticeDocument, name: string, words: Words): string {
  return document.name.kind === "mail-subject" ? words.say("document.mail", { name }) : name;
}

/** The label as its owner reads it; null if there is none. */
export function describeLabel(label: LabelName | undefined, words: Words): string | null {
  if (label === undefined) return null;
  if (label.kind === "withheld") return words.say("label.withheld");
  const visible = visibleText(label.name, MAX_LABEL);
  return visible === "" ? null : isolate(breakLinks(visible));
}

function unnamedKey({
  name,
}: NoticeDocument): "document.absent" | "document.guid" | "document.garbled" | "document.withheld" {
  if (name.kind === "withheld") return "document.withheld";
  return name.kind === "unnamed" ? `document.${name.because}` : "document.absent";
}
