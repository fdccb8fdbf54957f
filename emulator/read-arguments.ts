/** The command line of the emulator. */
import { parseArgs } from "node:util";
import type { EmulatorOptions } from "./emulator.ts";
import type { FaultOrder } from "./faults.ts";
import { InputError } from "./input-error.ts";
import { parseFaultText } from "./parse-fault.ts";
import { parseSettings } from "./service-settings.ts";

/** What `--help` says. */
export const HELP = `Microsoft's side on localhost: login (Entra), Log Analytics, Sentinel and Graph, over https with a certificate authority of its own.

  --port N            port of the services; any free one without it
  --page-port N       port of the page and the managed identity's endpoints (http, this machine only)
  --data FOLDER       log-analytics/*.json, directory/users.json, directory/groups.json (default: samples)
  --times recent|none recent (default) moves the tables' times so that the newest row is five minutes old
  --fault NAME[:key=value,…]   something that goes wrong; can be given several times. Keys: operations (joined by +), times, after,
                      oneIn, delay (milliseconds), rows
  --ti-indicators available|retired
                      retired: Graph's tiIndicators answer as an API that has been removed
  --upload-errors errorMessages|validationErrorMessages
                      what Sentinel's answer calls an object's errors: the page's word (default) or the specification's
  --ca FILE           writes the certificate authority's certificate there (PEM)
  --json              prints one line on stdout when it is ready: addresses, ids, and the application's secret
  --die-with-parent   ends when its standard input is closed
  --help              this

Faults: throttle, partial, truncate, lost-response, slow, expire-token, late-rows, gone, unavailable, gateway-timeout, drop, cut-short

Examples:
  npm run emulator -- --ca ca.pem
  npm run emulator -- --fault throttle:operations=mail.send+mail.create,times=3,delay=2000
  npm run emulator -- --fault truncate:rows=100 --fault lost-response:oneIn=10
  NODE_EXTRA_CA_CERTS=ca.pem node my-client.js`;

/** What the command line asks for. */
export interface Arguments extends EmulatorOptions {
  readonly faults: readonly FaultOrder[];
  readonly ca: string | null;
  readonly json: boolean;
  readonly dieWithParent: boolean;
  readonly help: boolean;
}

/** Reads it. Throws `InputError`, which names the flag. */
export function readArguments(words: readonly string[]): Arguments {
  const values = parse(words);
  const { times = "recent", port, "page-port": pagePort } = values;
  if (times !== "recent" && times !== "none") {
    throw new InputError(`--times is recent or none, not "${times}"`);
  }
  return {
    data: values.data ?? "samples",
    ...(port === undefined ? {} : { port: readPort("--port", port) }),
    ...(pagePort === undefined ? {} : { pagePort: readPort("--page-port", pagePort) }),
    times,
    ...parseSettings({
      ...(values["ti-indicators"] === undefined ? {} : { tiIndicators: values["ti-indicators"] }),
      ...(values["upload-errors"] === undefined ? {} : { uploadErrors: values["upload-errors"] }),
    }),
    faults: (values.fault ?? []).map(parseFaultText),
    ca: values.ca ?? null,
    json: values.json ?? false,
    dieWithParent: values["die-with-parent"] ?? false,
    help: values.help ?? false,
  };
}

function parse(words: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: text,
        "page-port": text,
        data: text,
        times: text,
        fault: { ...text, multiple: true },
        "ti-indicators": text,
        "upload-errors": text,
        ca: text,
        json: flag,
        "die-with-parent": flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readPort(flag: string, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InputError(`${flag} is a port number from 0 to 65535, not "${text}"`);
  }
  return Number(text);
}
