import "@kusto/language-service-next/bridge.min.js";
import "@kusto/language-service-next/Kusto.Language.Bridge.min.js";

/**
 * The parts of Microsoft's language service for KQL that are used here, with the types that they have. The package is
 * a .NET library translated to JavaScript: it defines globals, and its own type declarations make every member
 * nullable.
 */
export interface ServiceNode {
  readonly Kind: number;
  /** The name of the parent's property that holds this node; empty in a list. */
  readonly NameInParent: string;
  readonly IsToken: boolean;
  /** A token's text. */
  readonly Text?: string;
  /** What a literal's token stands for: the text without its quotes and escapes. */
  readonly ValueText?: string;
  /** The name that a name node stands for, without quotes and brackets. */
  readonly SimpleName?: string;
  readonly TextStart: number;
  readonly ChildCount: number;
  readonly ResultType?: ServiceType | null;
  readonly LiteralValue?: unknown;
  readonly ReferencedSymbol?: { readonly Name: string; readonly Kind: number } | null;
  GetChild(index: number): ServiceNode | null;
  /** For a call of a function that the query defines: its body, checked against the call's arguments. */
  GetCalledFunctionBody(): ServiceNode | null;
}

/** A scalar type by its name, or a table or tuple by its columns. */
export interface ServiceType {
  readonly Name: string;
  readonly Columns?: ServiceList<ServiceColumn>;
}

/** A column of a result type. */
export interface ServiceColumn {
  readonly Name: string;
  readonly Type: ServiceType;
}

/** What the service found wrong. */
export interface ServiceDiagnostic {
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
}

/** A list of .NET's. */
export interface ServiceList<T> {
  readonly Count: number;
  getItem(index: number): T;
}

/** A parsed and checked query. */
export interface ServiceCode {
  /** `Query` or `Command`. */
  readonly Kind: string;
  readonly Syntax: ServiceNode;
  GetDiagnostics(): ServiceList<ServiceDiagnostic> | readonly ServiceDiagnostic[];
  GetSyntaxDiagnostics(): ServiceList<ServiceDiagnostic> | readonly ServiceDiagnostic[];
}

/** The tables that a query is checked against, opaque to us. */
export interface ServiceGlobals {
  WithDatabase(database: object): ServiceGlobals;
}

interface KustoLanguage {
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: ServiceGlobals): ServiceCode };
  readonly GlobalState: { readonly Default: ServiceGlobals };
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
  readonly Symbols: {
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly object[]) => object };
    readonly TableSymbol: { readonly $ctor4: new (name: string, columns: readonly object[]) => object };
    readonly ColumnSymbol: { readonly ctor: new (name: string, type: object) => object };
    readonly ScalarTypes: { GetSymbol(name: string): object };
    readonly SymbolKind: { readonly Column: number; readonly Table: number };
  };
  readonly Binding: {
    readonly Binder: { GetExpressionResultName(expression: ServiceNode, defaultName: string | null): string | null };
  };
}

/** Microsoft's language service. */
export const languageService: KustoLanguage = (
  globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } }
).Kusto.Language;

/** The members of a .NET list, which the translation makes an array where the list is empty. */
export function membersOf<T>(list: ServiceList<T> | readonly T[] | null | undefined): readonly T[] {
  if (list === null || list === undefined) {
    return [];
  }
  return isArray(list) ? list : Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

function isArray<T>(list: ServiceList<T> | readonly T[]): list is readonly T[] {
  return Array.isArray(list);
}
