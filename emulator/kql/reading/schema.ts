import type { StoredTable } from "../../tables.ts";
import { languageService, type ServiceGlobals } from "./language-service.ts";

/**
 * What the language service checks a query against: the workspace's tables and their columns, and Kusto's own
 * functions.
 */
export function toGlobals(tables: readonly StoredTable[]): ServiceGlobals {
  const { ColumnSymbol, DatabaseSymbol, ScalarTypes, TableSymbol } = languageService.Symbols;
  const symbols = tables.map(
    ({ name, columns }) =>
      new TableSymbol.$ctor4(
        name,
        columns.map((column) => new ColumnSymbol.ctor(column.name, ScalarTypes.GetSymbol(column.type))),
      ),
  );
  return languageService.GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor("workspace", symbols));
}
