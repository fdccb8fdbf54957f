/** Names for what an operating system answers when a file cannot be written, so that books and logs speak one language on every platform. */

/** Why a file could not be written, for a person: a name for the books and a sentence without any path. */
export interface FileFailure {
  readonly reason: string;
  readonly detail: string;
}

const FULL = { reason: "disk-full", detail: "There is no space left where the file is." };
const FORBIDDEN = { reason: "no-permission", detail: "The account Lockbell runs under may not write there." };
const BUSY = { reason: "file-busy", detail: "Another program keeps the file to itself." };
const HANDLES = { reason: "too-many-files", detail: "The limit of open files is reached." };

const BY_CODE: { readonly [code: string]: FileFailure } = {
  ENOSPC: FULL,
  EDQUOT: { reason: "quota-full", detail: "The quota of the account Lockbell runs under is used up." },
  EFBIG: { reason: "file-too-large", detail: "The file has reached the largest size allowed there." },
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { reason: "read-only", detail: "The file system can only be read." },
  EIO: { reason: "device-error", detail: "The disk or network share reported an error." },
  EMFILE: HANDLES,
  ENFILE: HANDLES,
  EBUSY: BUSY,
  ETXTBSY: BUSY,
  ENOTDIR: { reason: "not-a-folder", detail: "A part of the path that must be a folder is a file." },
  EEXIST: { reason: "not-a-folder", detail: "A part of the path that must be a folder is a file." },
  EISDIR: { reason: "not-a-file", detail: "The path leads to a folder." },
  ENOENT: { reason: "not-there", detail: "The file or its folder vanished while it was written." },
  ENAMETOOLONG: { reason: "name-too-long", detail: "The path is longer than the file system allows." },
  ELOOP: { reason: "link-loop", detail: "Symbolic links of the path lead in a circle." },
  ESTALE: { reason: "share-gone", detail: "The network share was replaced while it was in use." },
  ETIMEDOUT: { reason: "share-gone", detail: "The network share does not answer." },
};

/** Names any error of a file operation. Nothing of its own message is taken over, because that holds the path. */
export function fileFailure(error: unknown): FileFailure {
  const code = errorCode(error);
  return (
    (code === undefined ? undefined : BY_CODE[code]) ?? {
      reason: "file-error",
      detail: `An unforeseen error: ${code ?? "no code"}.`,
    }
  );
}

/** The operating system's code of an error, e.g. `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
