/** The list of requests that were met. */
import type { FaultName, Operation } from "./faults.ts";
import type { EmulatorState, JournalEntry } from "./state.ts";

const MOST_ENTRIES = 20_000;
const MOST_CHARACTERS = 4_000;
const SECRET_PARAMETER = /((?:^|[?&])[^=&]*(?:token|secret|assertion|password|code|sig)[^=&]*=)[^&]*/gi;

/** A request that has been written down and not been answered yet. */
export interface OpenEntry {
  close(end: { readonly status: number | null; readonly fault: FaultName | null }): void;
}

/** Writes a request down when it comes, so that one which never ends is seen too. */
export function openEntry(
  state: EmulatorState,
  asked: { readonly method: string; readonly url: string; readonly operation: Operation | null; readonly body: Buffer },
): OpenEntry {
  const at = state.now();
  const last = state.journal.at(-1);
  let entry: JournalEntry = {
    n: (last?.n ?? 0) + 1,
    at,
    method: asked.method,
    path: asked.url.replace(SECRET_PARAMETER, "$1***"),
    operation: asked.operation,
    status: null,
    durationMs: 0,
    fault: null,
    // What is posted to no known operation may be a token request gone astray.
    body: asked.operation === "token" || asked.operation === null ? "" : excerpt(asked.body),
  };
  state.journal.push(entry);
  if (state.journal.length > MOST_ENTRIES) {
    state.journal.splice(0, state.journal.length - MOST_ENTRIES);
  }
  return {
    close({ status, fault }) {
      const index = state.journal.lastIndexOf(entry);
      entry = { ...entry, status, fault, durationMs: state.now() - at };
      if (index >= 0) {
        state.journal[index] = entry;
      }
    },
  };
}

function excerpt(body: Buffer): string {
  // Four bytes a character at most, so that a body of many megabytes is not turned into text for its beginning.
  return body
    .subarray(0, 4 * MOST_CHARACTERS)
    .toString("utf8")
    .slice(0, MOST_CHARACTERS);
}
