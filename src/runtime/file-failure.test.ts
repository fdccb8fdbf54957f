import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { errorCode, fileFailure } from "./file-failure.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: open '/srv/outbox/anna.sato@contoso.com.eml'`), { code });
}

describe("the name of a file's failure", () => {
  it.each([
    ["ENOSPC", "disk-full"],
    ["EDQUOT", "quota-full"],
    ["EACCES", "no-permission"],
    ["EPERM", "no-permission"],
    ["EROFS", "read-only"],
    ["EIO", "device-error"],
    ["EMFILE", "too-many-files"],
    ["ENFILE", "too-many-files"],
    ["ENOTDIR", "not-a-folder"],
    ["EISDIR", "not-a-file"],
    ["EUNHEARD", "file-error"],
  ])("of %s is %s", (code, reason) => {
    expect(fileFailure(systemError(code)).reason).toBe(reason);
  });

  it.each(Object.keys(constants.errno))("says nothing of the path, also for %s", (code) => {
    const { reason, detail } = fileFailure(systemError(code));
    expect(reason).toMatch(/^[a-z-]+$/);
    expect(detail).not.toMatch(/anna|outbox|\//);
  });

  it.each([[new Error("no code")], ["a text"], [null], [{ code: "ENOSPC" }]])(
    "is given to anything thrown: %o",
    (thrown) => {
      expect(fileFailure(thrown)).toEqual({ reason: "file-error", detail: "An unforeseen error: no code." });
      expect(errorCode(thrown)).toBeUndefined();
    },
  );
});
