/**
 * Stands before the emulator's upload API and is stricter: a request with an object it does not like is refused as a whole, with 400 and
 * without a word about which object it was. The specification allows such a service.
 */
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Emulator } from "../../emulator/emulator.ts";
import { makeTlsMaterial } from "../../emulator/tls.ts";

/** One upload as it was met. */
export interface MetUpload {
  /** By the emulator's clock. */
  readonly at: number;
  readonly objects: number;
  readonly isRefused: boolean;
}

export interface StrictUpload {
  readonly url: string;
  /** Its certificate authority, PEM. */
  readonly ca: string;
  readonly uploads: readonly MetUpload[];
  /** From now on whatever the emulator takes is taken. */
  relent(): void;
  close(): Promise<void>;
}

/** Starts it. `isRefused` sees the text of each object. */
export async function startStrictUpload(
  { url, ca, state }: Emulator,
  isRefused: (object: string) => boolean,
): Promise<StrictUpload> {
  const tls = await makeTlsMaterial();
  const uploads: MetUpload[] = [];
  let isStrict = true;
  const server = createServer({ key: tls.key, cert: tls.certificate }, async (asked, answer) => {
    const body = await buffer(asked);
    const { stixobjects } = JSON.parse(body.toString("utf8")) as { readonly stixobjects: readonly unknown[] };
    const refused = isStrict && stixobjects.some((object) => isRefused(JSON.stringify(object)));
    uploads.push({ at: state.now(), objects: stixobjects.length, isRefused: refused });
    if (refused) {
      answer.writeHead(400, { "content-type": "application/json" });
      answer.end(JSON.stringify({ error: { code: "BadRequest", message: "The request could not be processed." } }));
      return;
    }
    const { method, headers } = asked;
    const passed = request(`${url}${asked.url}`, { method, ca, agent: false, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca: tls.ca,
    uploads,
    relent() {
      isStrict = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
