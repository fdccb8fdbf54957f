import type { SilenceView } from "../../app/silences.ts";
import { columns, shown } from "../layout.ts";

/** Silences for people. */
export function renderSilences(silences: readonly SilenceView[]): string[] {
  if (silences.length === 0) return ["No silences."];
  return columns(
    silences.map(({ id, standing, matchers, comment, author, startsAt, endsAt }) => [
      id,
      standing,
      `${startsAt} to ${endsAt}`,
      Object.entries(matchers)
        .map(([key, pattern]) => `${key} ${shown(String(pattern))}`)
        .join(", "),
      `${shown(comment)} (${shown(author)})`,
    ]),
    "",
  );
}
