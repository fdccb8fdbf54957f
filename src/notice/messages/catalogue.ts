/**
 * Message catalogues by language. To add one: write a module beside `en.ts` with every key, add it to `CATALOGUES`; the test says what
 * is missing.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { en } from "./en.ts";

/** The name of a message, the same in every language. */
export type MessageKey = keyof typeof en;

/** A language: all messages, and how its dates and numbers are written. */
export interface Catalogue {
  /** BCP 47, for dates and numbers: day before month, 24 hours. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly messages: { readonly [Key in MessageKey]: string };
}

/** Every language there is, by BCP 47 primary language. */
export const CATALOGUES: { readonly en: Catalogue; readonly [language: string]: Catalogue } = {
  en: { locale: "en-GB", direction: "ltr", messages: en },
};

/** What may stand in a message's placeholder. Text is put in as it is, never read as a message. */
export interface MessageValues {
  readonly [name: string]: string | number;
}

/** One language, ready to speak. */
export interface Words {
  readonly language: string;
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  say(key: MessageKey, values?: MessageValues): string;
  /** A number as the language writes it: `1,200`. */
  count(number: number): string;
}

const spoken = new Map<string, Words>();

/** The words of a language: its own catalogue, that of its primary language (`en` for `en-AU`), or English. */
export function wordsIn(language: string): Words {
  const primary = language.toLowerCase().split("-", 1)[0] ?? "";
  const known = Object.hasOwn(CATALOGUES, primary) ? primary : "en";
  const existing = spoken.get(known);
  if (existing !== undefined) return existing;
  const words = speak(known, CATALOGUES[known] ?? CATALOGUES.en);
  spoken.set(known, words);
  return words;
}

/** Messages are parsed when they are first said, and once. */
function speak(language: string, catalogue: Catalogue): Words {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const numbers = new Intl.NumberFormat(catalogue.locale);
  function say(key: MessageKey, values: MessageValues = {}): string {
    const format =
      formats.get(key) ??
      new IntlMessageFormat(catalogue.messages[key], catalogue.locale, undefined, { ignoreTag: true });
    formats.set(key, format);
    return String(format.format({ ...values }));
  }
  return {
    language,
    locale: catalogue.locale,
    direction: catalogue.direction,
    say,
    count: (number) => numbers.format(number),
  };
}
