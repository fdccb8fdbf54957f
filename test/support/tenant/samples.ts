import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeDocumentLog } from "./document-log.ts";
import { writeRmsLogs } from "./rms-logs.ts";
import { queryAnswer } from "./table-cells.ts";
import { tenantTables } from "./tables.ts";
import { createTenant, directoryGroups, directoryUsers, type Tenant } from "./tenant.ts";

/** The tenant in `samples/`: three days at Contoso, owners of every kind, and something of everything. */
export function sampleTenant(): Tenant {
  return createTenant({
    seed: 1_049,
    refusals: 150,
    successes: 350,
    others: 55,
    owners: 36,
    documentsPerOwner: 3,
    days: 3,
  });
}

/** Writes the sample tenant into a folder; gives the names of the files. */
export function writeSamples(folder: string): readonly string[] {
  const tenant = sampleTenant();
  const { files } = writeRmsLogs(tenant, join(folder, "rms-log"), { lineBreak: "crlf", duplicates: 0.04 });
  mkdirSync(join(folder, "directory"), { recursive: true });
  writeFileSync(join(folder, "directory", "users.json"), `${JSON.stringify(directoryUsers(tenant), null, 2)}\n`);
  writeFileSync(join(folder, "directory", "groups.json"), `${JSON.stringify(directoryGroups(tenant), null, 2)}\n`);
  const tables = tenantTables(tenant, { duplicates: 0.04 });
  mkdirSync(join(folder, "log-analytics"), { recursive: true });
  for (const table of tables) writeFileSync(join(folder, "log-analytics", `${table.name}.json`), queryAnswer(table));
  const documentLogs = writeDocumentLog(tenant, join(folder, "document-log"));
  return [
    ...documentLogs.map((name) => `document-log/${name}`),
    ...files.map((name) => `rms-log/${name}`),
    ...tables.map(({ name }) => `log-analytics/${name}.json`),
    "directory/users.json",
    "directory/groups.json",
  ];
}
