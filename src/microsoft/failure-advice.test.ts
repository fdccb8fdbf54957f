import { describe, expect, it } from "vitest";
import { HTTP_FAILURES } from "../runtime/http/http-client.ts";
import { adviseFailure } from "./failure-advice.ts";
import type { ApiFailure } from "./microsoft.ts";

const failure = (reason: ApiFailure["reason"], detail?: string): ApiFailure => ({
  kind: "failed",
  reason,
  sent: false,
  ...(detail === undefined ? {} : { detail }),
});

describe("what to do about a failure", () => {
  it.each([
    ["login-unreachable", "certificate-untrusted", "http.ca"],
    ["login-unreachable", "proxy-refused", "http.proxy"],
    ["login-unreachable", "host-not-found", "endpoints"],
    ["login-unreachable", undefined, "network"],
    ["credential-refused", "AADSTS7000222", "new secret"],
    ["credential-refused", "AADSTS700016", "credentials.clientId"],
    ["credential-refused", "AADSTS999999", "credentials"],
    ["credential-unavailable", undefined, "managed identity"],
    ["certificate-untrusted", undefined, "http.ca"],
    ["connection-refused", undefined, "network"],
  ] as const)("%s (%s) points at %s", (reason, detail, pointer) => {
    expect(adviseFailure(failure(reason, detail)).advice).toContain(pointer);
  });

  it("repeats the code the login service gave, and which credential cannot be read", () => {
    expect(adviseFailure(failure("credential-refused", "AADSTS7000215")).detail).toContain("AADSTS7000215");
    expect(adviseFailure(failure("credential-unreadable", "clientSecretFile: no such file")).detail).toContain(
      "clientSecretFile: no such file",
    );
  });

  it.each(HTTP_FAILURES)("has a sentence for %s, at the service and at the login", (reason) => {
    for (const given of [failure(reason), failure("login-unreachable", reason)]) {
      const { detail, advice } = adviseFailure(given);
      expect(detail).toMatch(/^The .*\.$/);
      expect(advice).toMatch(/^[A-Z`].*\.$/);
    }
  });
});
