import type { QueryRefusal } from "./query-outcome.ts";

/** Thrown where a query is refused; `at` is where in the text, from 0. */
export class QueryRefused extends Error {
  readonly code: QueryRefusal["code"];
  readonly at: number | undefined;

  constructor(code: QueryRefusal["code"], message: string, at?: number) {
    super(message);
    this.name = "QueryRefused";
    this.code = code;
    this.at = at;
  }
}

/** What the real service runs and this one does not; `what` names it. */
export function notSupported(what: string, at?: number): QueryRefused {
  return new QueryRefused("NotSupported", `This emulated workspace does not run ${what}.`, at);
}

/** What the real service refuses too, and the language service does not find. */
export function semanticError(message: string, at?: number): QueryRefused {
  return new QueryRefused("SemanticError", message, at);
}

/** The refusal as an outcome, its place counted in lines and characters from 1. */
export function describeRefusal(refused: QueryRefused, text: string): QueryRefusal {
  const { code, message, at } = refused;
  if (at === undefined) {
    return { kind: "refused", code, message };
  }
  const before = text.slice(0, at).split("\n");
  return { kind: "refused", code, message, line: before.length, pos: (before.at(-1)?.length ?? 0) + 1 };
}
