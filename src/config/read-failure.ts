const WORDS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EACCES: "permission to read the file is denied",
  EPERM: "permission to read the file is denied",
  EISDIR: "this is a folder, not a file",
};

/** Why a file could not be read, in words without its path. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  return WORDS[code] ?? `the file cannot be read (${code})`;
}
