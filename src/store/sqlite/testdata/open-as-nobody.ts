// Opens the store at the path it is given as a user without rights and prints what came of it. The driver is loaded first,
// because that user may not be able to read it.
import Database from "better-sqlite3";
import { openSqliteStore } from "../sqlite-store.ts";

const NOBODY = 65_534;
const path = process.argv[2] ?? "";

new Database(":memory:").close();
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
process.stdout.write(JSON.stringify({ code: tryToOpen(path) }));

function tryToOpen(at: string): string {
  try {
    const store = openSqliteStore(at);
    void store.close();
    return "opened";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
