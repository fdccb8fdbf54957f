/** Reads the tenant that is played: tables, people and groups. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "./input-error.ts";
import { parseUtc } from "./iso-time.ts";
import { type ParsedTable, parseTable } from "./parse-table.ts";
import type { Random } from "./random.ts";
import { secondsToRecent, shiftTable } from "./shift-times.ts";
import type { DirectoryGroup, DirectoryUser } from "./state.ts";
import type { StoredTable } from "./tables.ts";

/** What a data folder holds. */
export interface LoadedData {
  readonly tables: StoredTable[];
  readonly users: DirectoryUser[];
  readonly groups: DirectoryGroup[];
  /** By how many seconds all times in the tables were moved. */
  readonly shiftSeconds: number;
}

interface LoadOptions {
  readonly times: "recent" | "none";
  readonly now: number;
  readonly random: Random;
}

// Log Analytics takes seconds, connectors minutes. Source: "Log data ingestion time in Azure Monitor".
const LEAST_LATENCY_MS = 5_000;
const MOST_LATENCY_MS = 240_000;

/** Reads `log-analytics/*.json`, `directory/users.json` and `directory/groups.json`; what is missing is empty. Throws `InputError`. */
export async function loadData(folder: string, { times, now, random }: LoadOptions): Promise<LoadedData> {
  const named = await readTables(join(folder, "log-analytics"));
  const parsed = named.map(({ table }) => table);
  const shiftSeconds = times === "recent" ? secondsToRecent(parsed, now) : 0;
  return {
    tables: named.map(({ name, table }) => storeTable(name, shiftTable(table, shiftSeconds), now, random)),
    users: await readList<DirectoryUser>(join(folder, "directory", "users.json"), "userPrincipalName"),
    groups: await readList<DirectoryGroup>(join(folder, "directory", "groups.json"), "displayName"),
    shiftSeconds,
  };
}

/** Gives each row the time it became visible: a little after it says it came to be, and never later than now. */
function storeTable(name: string, { columns, rows }: ParsedTable, now: number, random: Random): StoredTable {
  const at = columns.findIndex((column) => column.name === "TimeGenerated");
  return {
    name,
    columns,
    rows: rows.map((cells) => {
      const latency = LEAST_LATENCY_MS + Math.floor(random() * (MOST_LATENCY_MS - LEAST_LATENCY_MS));
      const generated = typeof cells[at] === "string" ? parseUtc(cells[at]) : now;
      return { cells, ingestedAt: Math.min(generated + latency, now) };
    }),
  };
}

async function readTables(folder: string): Promise<{ readonly name: string; readonly table: ParsedTable }[]> {
  const files = (await ifThere(readdir(folder))) ?? [];
  const tables = files.filter((file) => file.endsWith(".json")).sort();
  return await Promise.all(
    tables.map(async (file) => {
      const path = join(folder, file);
      try {
        return { name: file.slice(0, -".json".length), table: parseTable(await readJson(path)) };
      } catch (error) {
        throw error instanceof InputError ? new InputError(`${path}: ${error.message}`, { cause: error }) : error;
      }
    }),
  );
}

async function readList<Item extends DirectoryUser | DirectoryGroup>(path: string, key: string): Promise<Item[]> {
  const list = (await ifThere(readJson(path))) ?? [];
  if (!Array.isArray(list)) {
    throw new InputError(`${path}: no list`);
  }
  const bad = list.findIndex(
    (one: unknown) => typeof one !== "object" || one === null || !(key in one) || !("id" in one),
  );
  if (bad >= 0) {
    throw new InputError(`${path}: entry ${bad + 1} has no "id" or no "${key}"`);
  }
  return list as Item[];
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError(`${path}: not JSON`, { cause: error });
  }
}

async function ifThere<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return null;
    }
    throw error;
  }
}
