import type { Silence, SilenceMatchers } from "../store/operator-store.ts";

/** What a silence may match on. Absent is never matched. */
export interface SilenceSubject {
  readonly owners: readonly string[];
  readonly actor: string;
  readonly documents: readonly string[];
  readonly label: string | undefined;
}

/** The first silence in force at `now` that applies, or null. Every matcher a silence has must match; `*` stands for any text. */
export function matchSilence(silences: readonly Silence[], subject: SilenceSubject, now: number): Silence | null {
  for (const silence of silences) {
    if (silence.startsAt <= now && now < silence.endsAt && matches(silence.matchers, subject)) return silence;
  }
  return null;
}

function matches(matchers: SilenceMatchers, subject: SilenceSubject): boolean {
  const given = [
    [matchers.owner, subject.owners],
    [matchers.actor, [subject.actor]],
    [matchers.document, subject.documents],
    [matchers.label, subject.label === undefined ? [] : [subject.label]],
  ] as const;
  let any = false;
  for (const [pattern, values] of given) {
    if (pattern === undefined) continue;
    any = true;
    if (!values.some((value) => matchesPattern(pattern.toLowerCase(), value.toLowerCase()))) return false;
  }
  // A silence without matchers would silence everything by accident: it matches nothing.
  return any;
}

/** Glob with `*` alone, in time linear in pattern × value, so that a hostile name cannot make it hang. */
function matchesPattern(pattern: string, value: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return pattern === value;
  const last = parts[parts.length - 1] ?? "";
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  const until = value.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = value.indexOf(part, from);
    if (at === -1 || at + part.length > until) return false;
    from = at + part.length;
  }
  return true;
}
