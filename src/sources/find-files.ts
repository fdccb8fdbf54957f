import { lstat, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, parse, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { fileTrouble } from "./file-trouble.ts";
import type { SourceTrouble } from "./source.ts";

/** A file that a pattern matches. */
export interface FoundFile {
  readonly path: string;
  /** Its path relative to the configuration, with `/`: what its cursor is stored under. */
  readonly part: string;
}

/** The files that match any of the patterns, each once, in the order of their names; and the patterns that match nothing. */
export async function findFiles(
  patterns: readonly string[],
  baseDir: string,
): Promise<{ readonly files: readonly FoundFile[]; readonly troubles: readonly SourceTrouble[] }> {
  const found = new Map<string, FoundFile>();
  const troubles: SourceTrouble[] = [];
  for (const pattern of patterns) {
    const paths = await findPaths(pattern, baseDir);
    if (paths.length === 0) troubles.push(fileTrouble(pattern, "no-files"));
    for (const path of paths) {
      const part = partOf(path, baseDir);
      found.set(part, { path, part });
    }
  }
  const inOrder = [...found.values()].sort((a, b) => (a.part < b.part ? -1 : 1));
  return { files: await withoutAliases(inOrder), troubles };
}

/** A file that is also reached by links is read once, under its first name. */
async function withoutAliases(files: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const byRealPath = new Map<string, FoundFile>();
  for (const file of files) {
    const real = await realpath(file.path).catch(() => file.path);
    if (!byRealPath.has(real)) byRealPath.set(real, file);
  }
  return [...byRealPath.values()];
}

/**
 * Folders that exist under their literal name are walked before anything is taken for a glob, so that `C:\Logs (old)\*.log` and
 * `[2026]/*.log` mean what they say.
 */
async function findPaths(pattern: string, baseDir: string): Promise<readonly string[]> {
  const { root, dir, base } = parse(pattern.replaceAll("\\", "/"));
  const segments = [...dir.slice(root.length).split("/"), base].filter((segment) => segment !== "" && segment !== ".");
  let folder = isAbsolute(root) ? root : resolve(baseDir);
  while (segments.length > 0) {
    const next = join(folder, segments[0] ?? "");
    const found = await kindOf(next);
    if (found === "nothing") break;
    segments.shift();
    if (segments.length === 0) return [next];
    if (found !== "folder") return [];
    folder = next;
  }
  const found = await glob(segments.join("/"), {
    cwd: folder,
    absolute: true,
    dot: true,
    expandDirectories: false,
    caseSensitiveMatch: process.platform !== "win32",
    // `*` matches folders as a matter of course; a folder that matches `rmslog-*.log` was meant to be a file and is reported.
    onlyFiles: /^\**$/.test(segments.at(-1) ?? ""),
  });
  return found.map((path) => resolve(path));
}

async function kindOf(path: string): Promise<"nothing" | "folder" | "other"> {
  try {
    const found = await lstat(path);
    // A link that leads nowhere is something: whoever reads it says what is wrong with it.
    const target = found.isSymbolicLink() ? await stat(path).catch(() => found) : found;
    return target.isDirectory() ? "folder" : "other";
  } catch {
    return "nothing";
  }
}

function partOf(path: string, baseDir: string): string {
  return relative(resolve(baseDir), path).split(sep).join("/");
}
