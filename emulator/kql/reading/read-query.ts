import type { StoredTable } from "../../tables.ts";
import type { Query } from "../query.ts";
import { notSupported, QueryRefused, semanticError } from "../refusal.ts";
import { languageService, membersOf, type ServiceCode } from "./language-service.ts";
import { child, isTabular, kindOf, listOf } from "./node.ts";
import { readStatement } from "./read-statement.ts";
import { readTable } from "./read-table.ts";
import { refuseUnread } from "./refuse-unread.ts";
import { toGlobals } from "./schema.ts";
import { createScope } from "./scope.ts";

/**
 * Reads a query against the tables of the workspace: checked by Microsoft's language service, and refused where that
 * finds an error or where this reader does not know a part of it.
 */
export function readQuery(text: string, tables: readonly StoredTable[]): Query {
  if (text.trim() === "") {
    throw new QueryRefused("SyntaxError", "The query is empty.", 0);
  }
  const code = languageService.KustoCode.ParseAndAnalyze(text, toGlobals(tables));
  if (code.Kind !== "Query") {
    throw notSupported(`the management command '${/^\s*(\S+(?:\s+[a-z]+)?)/.exec(text)?.[1] ?? text}'`, 0);
  }
  throwFirst("SyntaxError", code.GetSyntaxDiagnostics());
  refuseUnread(code.Syntax);
  throwFirst("SemanticError", code.GetDiagnostics());
  return readStatements(code);
}

function readStatements(code: ServiceCode): Query {
  const statements = listOf(code.Syntax, "Statements");
  const last = statements.at(-1);
  if (last === undefined || kindOf(last) !== "ExpressionStatement") {
    throw semanticError("The query has no tabular expression.");
  }
  const scope = createScope();
  for (const statement of statements.slice(0, -1)) {
    readStatement(statement, scope);
  }
  const expression = child(last, "Expression");
  if (!isTabular(expression)) {
    throw notSupported("a query that gives a value and no table", expression.TextStart);
  }
  return readTable(expression, scope);
}

function throwFirst(
  code: "SyntaxError" | "SemanticError",
  diagnostics: ReturnType<ServiceCode["GetDiagnostics"]>,
): void {
  const errors = membersOf(diagnostics).filter(({ Severity }) => Severity === "Error");
  const [first] = errors.sort((a, b) => a.Start - b.Start);
  if (first !== undefined) {
    throw new QueryRefused(code, first.Message, first.Start);
  }
}
