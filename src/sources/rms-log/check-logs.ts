import { open } from "node:fs/promises";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { troubleOfError } from "../file-trouble.ts";
import { findFiles } from "../find-files.ts";
import type { RmsLogConfig } from "./config.ts";

const SUBJECT = "log files";

/** Finds the files and opens each once; none is read. */
export async function* checkLogs(config: RmsLogConfig, baseDir: string): AsyncGenerator<CheckFinding> {
  const patterns = typeof config.path === "string" ? [config.path] : config.path;
  const { files, troubles } = await findFiles(patterns, baseDir);
  for (const { part, advice } of troubles) yield { subject: SUBJECT, status: "failed", detail: part, advice };
  let readable = 0;
  for (const { path, part } of files) {
    try {
      await (await open(path, "r")).close();
      readable += 1;
    } catch (error) {
      const trouble = troubleOfError(part, error);
      if (trouble === undefined) throw error;
      yield { subject: SUBJECT, status: "failed", detail: part, advice: trouble.advice };
    }
  }
  if (readable > 0) yield { subject: SUBJECT, status: "ok", detail: `${readable} can be read.` };
}
