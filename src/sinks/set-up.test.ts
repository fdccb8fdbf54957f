import { describe, expect, it } from "vitest";
import { looksLikeSetUp, retryFor } from "./set-up.ts";

const complaint = (message: string, code = "BadRequest"): string => JSON.stringify({ error: { code, message } });

describe("a complaint", () => {
  it.each([
    complaint("The workspace is not onboarded to Microsoft Sentinel."),
    complaint("No.", "WorkspaceNotOnboarded"),
    complaint("The subscription is disabled."),
    complaint("The feature is not enabled for this tenant."),
    complaint("A license is missing."),
    complaint("The api-version is required."),
    complaint("The value of sourcesystem is restricted."),
  ])("reads as if something had to be set up: %s", (text) => {
    expect(looksLikeSetUp(text)).toBe(true);
  });

  it.each([
    complaint("The request could not be processed."),
    complaint("One or more objects are invalid."),
    // Strangers name their documents.
    complaint("Invalid value: The workspace is not onboarded.docx"),
    complaint("Invalid value 'no license for this tenant.docx'"),
    complaint("Wrong pattern. Actual value [file:name = 'workspace']"),
    "The workspace is not onboarded",
    "<html>tenant</html>",
    "",
  ])("does not: %s", (text) => {
    expect(looksLikeSetUp(text)).toBe(false);
  });
});

describe("a request that is to be made again", () => {
  it.each(["permission-missing", "token-refused", "credential-refused", "workspace-not-found", "service-retired"])(
    "for %s waits until somebody has mended it",
    (reason) => {
      expect(retryFor({ reason, detail: "X" })).toEqual({ status: "retry", reason, detail: "X", untilMended: true });
    },
  );

  it.each(["throttled", "unavailable", "connection-lost", "login-unreachable", "login-throttled", "timed-out"])(
    "for %s is made when the time has come",
    (reason) => {
      expect(retryFor({ reason, retryAfterMs: 5 })).toEqual({ status: "retry", reason, retryAfterMs: 5 });
    },
  );
});
