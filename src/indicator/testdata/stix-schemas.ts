/** The JSON schemas OASIS publishes for STIX 2.1 (see LICENSE beside them), read from this folder alone. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const FOLDER = new URL("./stix-2.1/", import.meta.url);
const PUBLISHED = "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/";

/** Says what is wrong with a STIX object by the schema of its type; nothing: it is valid. */
export function createStixCheck(schema = "sdos/indicator.json"): (object: unknown) => readonly string[] {
  // The schemas were not written for strict mode, nor their patterns for Unicode's.
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true });
  for (const folder of ["common", "observables", "sdos", "sros"]) {
    for (const file of readdirSync(new URL(`${folder}/`, FOLDER))) {
      const name = `${folder}/${file}`;
      const text = readFileSync(new URL(name, FOLDER), "utf8");
      // Some name themselves by an older address; references are relative, so each is where the folder says.
      ajv.addSchema({ ...JSON.parse(text), $id: PUBLISHED + name });
    }
  }
  const validate = ajv.getSchema(PUBLISHED + schema);
  if (validate === undefined) throw new Error(`There is no schema ${schema}.`);
  return (object) => {
    // As it is sent: what JSON drops is not there.
    validate(JSON.parse(JSON.stringify(object)));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
