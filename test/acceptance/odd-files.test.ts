/** Files that are not what they seem: nothing of them is lost in silence. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { createInstallation, type Installation } from "../support/installation.ts";

let place: Installation;
afterEach(() => place.remove());

describe("a log whose lines end with carriage returns alone", () => {
  it.each(["", "\n"])(
    "is rejected by name and kept, and the run says that a person is needed (ending %j)",
    async (end) => {
      place = createInstallation();
      const lines = [
        "#Software: RMS",
        "#Version: 1.1",
        "#Fields: date\ttime\trequest-type",
        "2026-11-18\t00:00:00\tCertify",
      ];
      writeFileSync(join(place.logs, "mac.log"), lines.join("\r") + end);

      const { code, stdout } = await place.run("run", "--once", "--json");

      expect(code).toBe(3);
      expect((JSON.parse(stdout) as RunSummary).sources["usage-logs"]).toMatchObject({ read: 1, rejected: 1 });
    },
  );
});

describe("a sink aimed at the store's own file", () => {
  it("is an error of the configuration, before anything is written", async () => {
    place = createInstallation({ config: { sinks: { all: { type: "ndjson-file", path: "lockbell.db" } } } });

    expect(await place.run("run", "--once")).toMatchObject({ code: 2, stderr: expect.stringContaining("store.path") });
  });
});
