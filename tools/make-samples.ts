/** Writes `samples/`: the tenant that `npm start` shows, made by the tests' generator. Run it after a change of the generator. */
import { fileURLToPath } from "node:url";
import { writeSamples } from "../test/support/tenant/samples.ts";

const folder = fileURLToPath(new URL("../samples/", import.meta.url));
console.log(`${writeSamples(folder).join("\n")}\n`);
