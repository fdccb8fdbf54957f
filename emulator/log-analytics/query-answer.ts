/** Writes a result as the API answers it, within the API's limits. Source: "Response format"; "Azure Monitor service limits". */
import type { FaultOrder } from "../faults.ts";
import type { QueryResult } from "../kql/query-outcome.ts";
import type { Preferences } from "./prefer.ts";

/** The most rows, and bytes of rows, that one answer holds. */
export const ANSWER_LIMITS = { rows: 500_000, bytes: 104_857_600 } as const;

/** An answer's text, and whether it is all there is. */
export interface WrittenAnswer {
  readonly text: string;
  readonly complete: boolean;
}

interface Detail {
  readonly code: string;
  readonly message: string;
  readonly innererror: {
    readonly code: string;
    readonly message: string;
    readonly severity: 2;
    readonly severityName: "Error";
  };
}

/** The text of the answer; cut, with a `PartialError`, where a limit or a fault cuts it. */
export function writeAnswer(
  { columns, rows }: QueryResult,
  preferences: Preferences,
  surroundings: { readonly fault: FaultOrder | null; readonly tables: readonly string[]; readonly seconds: number },
  limits: { readonly rows: number; readonly bytes: number } = ANSWER_LIMITS,
): WrittenAnswer {
  const { fault } = surroundings;
  const mostRows = fault?.name === "truncate" ? Math.min(fault.rows ?? 500, limits.rows) : limits.rows;
  const whole = fault?.name === "partial" ? (fault.rows ?? Math.floor(rows.length / 2)) : rows.length;
  const written: string[] = [];
  let bytes = 0;
  let cut: Detail | null = fault?.name === "partial" ? serverTrouble() : null;
  for (const row of rows.slice(0, whole)) {
    const text = JSON.stringify(row);
    if (written.length >= mostRows) {
      cut = tooLarge(`${mostRows} records`);
      break;
    }
    bytes += Buffer.byteLength(text);
    if (bytes > limits.bytes) {
      cut = tooLarge(`${limits.bytes} bytes`);
      break;
    }
    written.push(text);
  }
  const table = `{"name":"PrimaryResult","columns":${JSON.stringify(columns)},"rows":[${written.join(",")}]}`;
  const extras = Object.entries(describe(preferences, surroundings, written.length, bytes, cut));
  const tail = extras.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join("");
  return { text: `{"tables":[${table}]${tail}}`, complete: cut === null };
}

function describe(
  preferences: Preferences,
  { tables, seconds }: { readonly tables: readonly string[]; readonly seconds: number },
  rows: number,
  bytes: number,
  cut: Detail | null,
): Readonly<Record<string, unknown>> {
  return {
    ...(preferences.statistics
      ? {
          statistics: {
            query: {
              executionTime: seconds,
              resourceUsage: { cpu: { totalCpu: "00:00:00.0156250" } },
              datasetStatistics: [{ tableRowCount: rows, tableSize: bytes }],
            },
          },
        }
      : {}),
    ...(preferences.render ? { render: { visualization: null, title: null, accumulate: false, kind: null } } : {}),
    ...(preferences.dataSources ? { dataSources: [{ region: "emulator", tables }] } : {}),
    ...(preferences.permissions ? { permissions: { resources: [], dataSources: [] } } : {}),
    ...(cut === null
      ? {}
      : {
          error: {
            code: "PartialError",
            message: "There were some errors when processing your query.",
            details: [cut],
          },
        }),
  };
}

/** The number is what the service gives for `E_QUERY_RESULT_SET_TOO_LARGE` (0x80DA0003). */
function tooLarge(limit: string): Detail {
  return engineError(
    "-2133196797",
    `The results of this query exceed the set limit of ${limit}, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003).`,
  );
}

function serverTrouble(): Detail {
  return engineError("-2133196793", "A part of the data could not be read, so not all records were returned.");
}

function engineError(code: string, message: string): Detail {
  return {
    code: "EngineError",
    message: "Something went wrong processing your query on the server.",
    innererror: { code, message, severity: 2, severityName: "Error" },
  };
}
