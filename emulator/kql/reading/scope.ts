import type { Expression, Query } from "../query.ts";
import type { ServiceNode } from "./language-service.ts";

/** What a name of a query stands for: a scalar, a table, or a function with the scope it was defined in. */
export type Binding =
  | { readonly kind: "scalar"; readonly expression: Expression }
  | { readonly kind: "table"; readonly name: string; readonly query: Query }
  | { readonly kind: "function"; readonly declaration: ServiceNode; readonly scope: Scope };

/** The names that `let`, `as` and a function's parameters gave, the inner ones before the outer. */
export interface Scope {
  find(name: string): Binding | undefined;
  bind(name: string, binding: Binding): void;
}

/** A scope within another, or the outermost one. */
export function createScope(outer?: Scope): Scope {
  const bindings = new Map<string, Binding>();
  return {
    find: (name) => bindings.get(name) ?? outer?.find(name),
    bind: (name, binding) => {
      bindings.set(name, binding);
    },
  };
}
