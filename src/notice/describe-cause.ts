import type { Words } from "./messages/catalogue.ts";
import type { NoticeEntry } from "./notice.ts";
import { dayIn } from "./notice-time.ts";

/** How far the words for a cause reach: over every attempt of the row, or only over the last one. */
type Scope = "every" | "last";

/** Why access was refused, in words that go no further than what the records say. */
export function describeCause(entry: NoticeEntry, timeZone: string, words: Words): string {
  const { cause } = entry;
  const scope: Scope = entry.causeIsOfAll ? "every" : "last";
  const refusal = words.say(entry.resultKnown ? "refusal.known" : "refusal.unknown");
  switch (cause.kind) {
    case "unsaid":
      return `${refusal} ${words.say("log.silent", { scope })}`;
    case "not-a-recipient":
      return `${refusal} ${words.say("record.not-a-recipient")} ${words.say("log.itself.silent", { scope })}`;
    default: {
      if (cause.saidBy === "log") {
        const date = cause.at === null ? "none" : dayIn(cause.at, timeZone, words);
        return words.say(`log.${cause.kind}`, { scope, date });
      }
      const record = words.say(`record.${cause.kind}`, { scope, date: dayIn(cause.at, timeZone, words) });
      return `${refusal} ${record} ${words.say("log.itself.silent", { scope })}`;
    }
  }
}
