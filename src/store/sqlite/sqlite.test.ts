import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import { describeStore } from "../conformance.ts";
import { openSqliteStore } from "./sqlite-store.ts";

describeStore("sqlite", async () => {
  const folder = temporaryFolder();
  const store = openSqliteStore(join(folder, "lockbell.db"), { isDurable: false });
  // Finishing runs in reverse order: closed before the folder goes.
  onTestFinished(() => store.close());
  return store;
});
