import type { Microsoft } from "../../src/microsoft/microsoft.ts";

/** For parts that must never ask Microsoft: each request is the test's failure. */
export const NO_MICROSOFT: Microsoft = {
  credentials: "default",
  request: () => Promise.reject(new Error("Microsoft was asked.")),
  identify: () => Promise.reject(new Error("Microsoft was asked.")),
  async close() {},
};
