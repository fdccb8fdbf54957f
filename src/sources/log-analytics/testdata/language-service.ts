import "@kusto/language-service-next/bridge.min.js";
import "@kusto/language-service-next/Kusto.Language.Bridge.min.js";
import type { Column } from "../kql.ts";

interface Diagnostic {
  readonly Severity: string;
  readonly Message: string;
}

interface ServiceType {
  readonly Columns?: { readonly Count: number; getItem(at: number): { readonly Name: string } };
}

/** The little of Microsoft's language service that is used here: a .NET library in JavaScript, which puts itself beside the globals. */
interface LanguageService {
  readonly Symbols: {
    readonly TableSymbol: { readonly From: (schema: string) => { WithName(name: string): unknown } };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly unknown[]) => unknown };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly KustoCode: {
    ParseAndAnalyze(
      query: string,
      globals: unknown,
    ): {
      readonly ResultType: ServiceType | null;
      GetDiagnostics(): { readonly Count: number; getItem(at: number): Diagnostic };
    };
  };
}

/** What Microsoft's language service says of a query against a table, and the columns that it gives. */
export interface Analysis {
  readonly errors: readonly string[];
  readonly columns: readonly string[];
}

/** Analyses a query in a database of one table. */
export function analyse(query: string, table: string, columns: readonly Column[]): Analysis {
  const { Symbols, GlobalState, KustoCode } = (globalThis as unknown as { Kusto: { Language: LanguageService } }).Kusto.Language;
  const schema = columns.map(({ name, type }) => `['${name}']: ${type}`).join(", ");
  const symbol = Symbols.TableSymbol.From(`(${schema})`).WithName(table);
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", [symbol]));
  const code = KustoCode.ParseAndAnalyze(query, globals);
  const found = code.GetDiagnostics();
  const result = code.ResultType?.Columns;
  return {
    errors: [...Array(found.Count).keys()].map((at) => found.getItem(at)).map(({ Severity, Message }) => `${Severity}: ${Message}`),
    columns: [...Array(result?.Count ?? 0).keys()].map((at) => result?.getItem(at).Name ?? ""),
  };
}
