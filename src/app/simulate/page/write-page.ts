import { writeFile } from "node:fs/promises";
import { LockbellError } from "../../../platform/errors.ts";
import { fileFailure } from "../../../runtime/file-failure.ts";
import type { SimulationReport } from "../report.ts";
import { renderPage } from "./render-page.ts";

/** Writes a simulation as one HTML page that needs nothing beside it. It may hold addresses, so others may not read it. */
export async function writeSimulationPage(path: string, report: SimulationReport): Promise<void> {
  const page = renderPage(report);
  await writeFile(path, page, { mode: 0o600 }).catch((error: unknown) => {
    throw new LockbellError("USAGE", `${path} cannot be written: ${fileFailure(error).detail}`, { cause: error });
  });
}
