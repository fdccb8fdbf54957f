import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../emulator/emulator.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import { type TableShape, tenantTables } from "./tenant/tables.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** An emulator with a generated tenant's tables, times as they were. */
export interface Emulation {
  readonly emulator: Emulator;
  close(): Promise<void>;
}

/** Starts an emulator whose workspace holds this tenant's tables, in whatever shape. */
export async function emulateTenant(tenant: Tenant, shape: TableShape = {}): Promise<Emulation> {
  const nothing = mkdtempSync(join(tmpdir(), "lockbell-emulator-"));
  const emulator = await startEmulator({ data: nothing, times: "none" });
  emulator.state.tables.push(...tenantTables(tenant, shape));
  return {
    emulator,
    async close() {
      await emulator.close();
      rmSync(nothing, { recursive: true, force: true });
    },
  };
}
