import { expect, test } from "vitest";
import { FAULT_NAMES } from "./faults.ts";
import { HELP, readArguments } from "./read-arguments.ts";

test("without flags it plays the samples, moved to now, on free ports", () => {
  expect(readArguments([])).toEqual({
    data: "samples",
    times: "recent",
    faults: [],
    ca: null,
    json: false,
    dieWithParent: false,
    help: false,
  });
});

test("every flag is read", () => {
  const words =
    "--port 8443 --page-port 0 --data d --times none --fault slow:delay=5 --fault drop --ca ca.pem --json --die-with-parent --ti-indicators retired --upload-errors validationErrorMessages";
  expect(readArguments(words.split(" "))).toEqual({
    port: 8443,
    pagePort: 0,
    data: "d",
    times: "none",
    faults: [{ name: "slow", delayMs: 5 }, { name: "drop" }],
    ca: "ca.pem",
    tiIndicators: "retired",
    uploadErrors: "validationErrorMessages",
    json: true,
    dieWithParent: true,
    help: false,
  });
});

test.each<[string[], RegExp]>([
  [["--prot", "1"], /--prot/],
  [["here"], /here/],
  [["--port"], /--port/],
  [["--port", "https"], /--port is a port number from 0 to 65535, not "https"/],
  [["--page-port", "65536"], /--page-port is a port number from 0 to 65535, not "65536"/],
  [["--times", "now"], /--times is recent or none, not "now"/],
  [["--ti-indicators", "gone"], /"tiIndicators" is one of available, retired/],
  [["--fault", "slo"], /no fault is named "slo"/],
  [["--json", "--fault", "slow:often=1"], /a fault has no "often"/],
])("%j is refused in words", (words, message) => {
  expect(() => readArguments(words)).toThrow(message);
});

test("the help names every fault", () => {
  expect(HELP).toContain(`Faults: ${FAULT_NAMES.join(", ")}`);
});
