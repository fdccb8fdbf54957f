/** Microsoft's side on localhost, in this process: Entra, Log Analytics, Sentinel, Graph, over TLS with a certificate authority of its own. */
import type { EmulatorState } from "./state.ts";

export interface EmulatorOptions {
  /** A folder with `log-analytics/*.json`, `directory/users.json` and `directory/groups.json`; each may be missing. */
  readonly data: string;
  /** Port of the services (https); any free one if absent. */
  readonly port?: number;
  /** Port of the page and the identity endpoints (http, loopback only); any free one if absent. */
  readonly pagePort?: number;
  /** `recent` (default) moves every time in the tables so that the newest is minutes old; `none` leaves them as recorded. */
  readonly times?: "recent" | "none";
  /** The emulator's clock; the machine's if absent. */
  readonly now?: () => number;
  /** How long a sent message is nowhere to be found, milliseconds; 0 if absent. */
  readonly sentItemsDelayMs?: number;
  /** `retired`: Graph's tiIndicators answer as an API that has been removed. `available` if absent. */
  readonly tiIndicators?: "available" | "retired";
  /** What the list of an object's errors is called in an upload's answer: as the page has it (`errorMessages`, if absent) or the specification. */
  readonly uploadErrors?: "errorMessages" | "validationErrorMessages";
  /** Seed of whatever is chosen at random. */
  readonly seed?: number;
}

export interface Emulator {
  /** `https://localhost:PORT`: login, Graph, Log Analytics and Sentinel. */
  readonly url: string;
  /** `http://localhost:PORT`: the page, and the managed identity's endpoints. */
  readonly pageUrl: string;
  /** The certificate authority, PEM. Made at start, never kept. */
  readonly ca: string;
  readonly state: EmulatorState;
  /** By how many seconds the tables' times were moved. */
  readonly shiftSeconds: number;
  /** The variables a process needs to be this tenant's managed identity on App Service. */
  readonly managedIdentityEnv: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  close(): Promise<void>;
}
