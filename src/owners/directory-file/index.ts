import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { LockbellError } from "../../platform/errors.ts";
import { fileFailure } from "../../runtime/file-failure.ts";
import type { OwnerStepDefinition } from "../owner-step.ts";
import type { DirectoryFileConfig } from "./config.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { createDirectoryStep } from "./directory-step.ts";
import { parseUsers } from "./parse-users.ts";

/** The `directory-file` step: the owner as an export of the directory knows him. OWNERS_FILE if that cannot be read. */
export const directoryFileStep: OwnerStepDefinition<DirectoryFileConfig> = {
  type: "directory-file",
  create: (config, settings) => createDirectoryStep(readDirectory(config.path, settings.baseDir), config.leavers),
  async *check(config, settings) {
    try {
      const { size, ofUnknownState } = readDirectory(config.path, settings.baseDir);
      yield {
        subject: "directory file",
        status: "ok",
        detail: `It holds ${size} ${size === 1 ? "person" : "people"}.`,
      };
      if (ofUnknownState > 0)
        yield {
          subject: "directory file, accountEnabled",
          status: "warning",
          detail: `Of ${ofUnknownState} of ${size} people it does not say whether the account is enabled: they are not told by this step.`,
          advice:
            "Export the users again with `accountEnabled` among the properties (see src/owners/directory-file/README.md).",
        };
    } catch (error) {
      if (!(error instanceof LockbellError)) throw error;
      yield { subject: "directory file", status: "failed", detail: error.message, advice: error.advice };
    }
  },
};

function readDirectory(path: string, baseDir: string): Directory {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(baseDir, path));
  } catch (error) {
    throw unusable(`${path}: ${fileFailure(error).reason}`, error);
  }
  const parsed = parseUsers(bytes);
  if ("problem" in parsed) throw unusable(`${path} ${parsed.problem}.`);
  return createDirectory(parsed.users);
}

function unusable(detail: string, cause?: unknown): LockbellError {
  return new LockbellError("OWNERS_FILE", detail, { cause });
}
