import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../emulator/emulator.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import type { DirectoryUser } from "../../emulator/state.ts";
import { type TableShape, tenantTables } from "./tenant/tables.ts";
import { directoryGroups, directoryUsers, type Tenant } from "./tenant/tenant.ts";

/** An emulator with a generated tenant's tables and directory, times as they were. */
export interface Emulation {
  readonly emulator: Emulator;
  close(): Promise<void>;
}

/** Starts an emulator whose workspace holds this tenant's tables, in whatever shape, and whose directory its people and groups. */
export async function emulateTenant(tenant: Tenant, shape: TableShape = {}): Promise<Emulation> {
  const nothing = mkdtempSync(join(tmpdir(), "lockbell-emulator-"));
  const emulator = await startEmulator({ data: nothing, times: "none" });
  const { tables, users, groups } = emulator.state;
  tables.push(...tenantTables(tenant, shape));
  users.push(...directoryUsers(tenant).map(keptUser));
  groups.push(...directoryGroups(tenant).map((group) => ({ ...group })));
  return {
    emulator,
    async close() {
      await emulator.close();
      rmSync(nothing, { recursive: true, force: true });
    },
  };
}

/** A user as the emulator keeps him: who has no manager has no such property. */
function keptUser({ manager, ...user }: ReturnType<typeof directoryUsers>[number]): DirectoryUser {
  return manager === null ? { ...user } : { ...user, manager };
}
