import type { Microsoft } from "../../microsoft/microsoft.ts";
import { LockbellError } from "../../platform/errors.ts";

/** Microsoft as a simulation has it: not there. Nothing that is simulated asks; if something did, the simulation would end, not reach out. */
export const NO_MICROSOFT: Microsoft = {
  credentials: "default",
  request: () => Promise.reject(asked()),
  identify: () => Promise.reject(asked()),
  async close() {},
};

function asked(): LockbellError {
  return new LockbellError("INTERNAL", "A simulation was about to reach Microsoft.");
}
