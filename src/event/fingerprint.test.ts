import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UnidentifiedEvent } from "./denied-event.ts";
import { eventKey, fingerprint, nativeKey } from "./fingerprint.ts";

const EVENT: UnidentifiedEvent = {
  occurredAt: "2026-11-18T00:02:52Z",
  tenantId: "46538fd5-eec3-4b92-ae6b-b4f23576b5ab",
  contentId: "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
  documentName: "Merger.pptx",
  actor: "sam@fabrikam.com",
  outcome: "refused",
  result: "AccessDenied",
  resultKnown: true,
  request: "AcquireLicense",
  ipAddress: "192.0.2.133",
  rowId: "3445a58d-7c0c-4083-a599-6c658bf3b2c0",
  correlationId: "2724eafa-234c-4af8-a908-151659fa11d6",
  source: "usage-logs",
  location: "a.log:1",
  raw: "a line",
};

const key = (change: Partial<UnidentifiedEvent>): string => eventKey({ ...EVENT, ...change }).toString("hex");

describe("the key of an attempt", () => {
  it.each([
    ["the actor's case", { actor: "SAM@Fabrikam.com" }],
    ["the address", { ipAddress: "198.51.100.7" }],
    ["the result", { result: "UserNotAuthorized", outcome: "revoked" as const }],
    ["the name", { documentName: undefined }],
    ["the source, the place in it and the record", { source: "workspace", location: "row 9", raw: "{}" }],
    ["the native ids, where there is a content id", { rowId: undefined, correlationId: undefined }],
  ])("does not depend on %s", (_what, change) => {
    expect(key(change)).toBe(key({}));
  });

  it.each([
    ["tenant", { tenantId: "" }],
    ["content", { contentId: "00000000-f33b-469d-a392-51e6c8ec8b2c" }],
    ["actor", { actor: "kim@fabrikam.com" }],
    ["second", { occurredAt: "2026-11-18T00:02:53Z" }],
  ])("is another for another %s", (_what, change) => {
    expect(key(change)).not.toBe(key({}));
  });

  it("without a content id goes by row-id, then correlation-id, then the record itself", () => {
    const none = { contentId: undefined };

    expect(key({ ...none, correlationId: undefined })).toBe(key(none));
    expect(key({ ...none, rowId: "00000000-7c0c-4083-a599-6c658bf3b2c0" })).not.toBe(key(none));
    expect(key({ ...none, rowId: undefined, raw: "another" })).toBe(key({ ...none, rowId: undefined }));
    expect(key({ ...none, rowId: undefined, correlationId: undefined, raw: "another" })).not.toBe(
      key({ ...none, rowId: undefined, correlationId: undefined }),
    );
  });

  it("sorts by time, so that an index over keys grows at its end", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
        fc.nat(100_000),
        (date, later) => {
          const first = `${date.toISOString().slice(0, 19)}Z`;
          const second = `${new Date(Date.parse(first) + (later + 1) * 1000).toISOString().slice(0, 19)}Z`;

          expect(key({ occurredAt: first }) < key({ occurredAt: second })).toBe(true);
        },
      ),
      { seed: 5 },
    );
  });
});

describe("a fingerprint", () => {
  it("is the key for the first attempt, and differs for each further one of the same second", () => {
    const first = eventKey(EVENT);
    const all = [1, 2, 3, 4].map((n) => fingerprint(first, n).toString("hex"));

    expect(all[0]).toBe(first.toString("hex"));
    expect(new Set(all).size).toBe(4);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("a native id", () => {
  it.each([
    ["a GUID", "3445a58d-7c0c-4083-a599-6c658bf3b2c0", "3445a58d7c0c4083a5996c658bf3b2c0"],
    ["none", undefined, ""],
    ["an empty one", "", ""],
  ])("%s", (_what, id, hex) => {
    expect(nativeKey(id).toString("hex")).toBe(hex);
  });

  it("of another form is hashed to the same length, and told apart", () => {
    expect(nativeKey("row 1")).toHaveLength(16);
    expect(nativeKey("row 1").equals(nativeKey("row 2"))).toBe(false);
    expect(nativeKey("-".repeat(36))).toHaveLength(16);
  });
});
