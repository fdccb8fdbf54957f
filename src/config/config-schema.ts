import { z } from "zod";
import { cloudSchema, credentialsSchema, endpointsSchema } from "../microsoft/config.ts";
import { durationSchema } from "../platform/duration-schema.ts";
import type { ComponentKind, ComponentKinds } from "./component-kinds.ts";
import {
  deliverySchema,
  domainSchema,
  doNotTrackSchema,
  httpSchema,
  noticesSchema,
  tenantIdSchema,
} from "./section-schemas.ts";

const NAME = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: "small letters, digits and hyphens, the first no hyphen",
});

const every = durationSchema({ min: "10s", max: "7d" })
  .prefault("15m")
  .describe("How often the source is read when Lockbell runs on a schedule.");

/** What a person may write, as one schema; unknown keys are errors everywhere. The texts become the documentation. */
export function buildConfigSchema(kinds: ComponentKinds) {
  return z.strictObject({
    cloud: cloudSchema,
    endpoints: endpointsSchema
      .prefault({})
      .describe(
        "Where a service is, if not where the cloud has it: all of a `custom` cloud, single ones of any other.",
      ),
    tenantId: tenantIdSchema
      .prefault("")
      .describe("The Microsoft Entra tenant; part of each event's fingerprint, so do not change it later."),
    domains: z
      .array(domainSchema)
      .prefault([])
      .describe("Our own domains; they decide who is inside and who is outside. Without them nobody is called either."),
    credentials: credentialsSchema
      .prefault({ type: "default" })
      .describe("How Lockbell proves to Microsoft who it is. Needed only if a part reaches Microsoft."),
    http: httpSchema.prefault({}).describe("How other machines are reached."),
    store: byType(kinds.stores)
      .prefault({ type: "sqlite", path: "lockbell.db" })
      .describe("Where Lockbell remembers what it read, decided and sent."),
    sources: named(byType(kinds.sources, { every }))
      .refine((sources) => Object.keys(sources).length > 0, { error: "at least one source" })
      .describe("Where refusals are read from, each under a name of your choice."),
    owners: z
      .array(byType(kinds.owners))
      .prefault([])
      .describe(
        "A ladder that finds who is responsible for a document: the first step that answers wins. Without it: the owner on record.",
      ),
    notifiers: named(byType(kinds.notifiers))
      .default({})
      .describe(
        "How people are told, each under a name of your choice. Owners are told through the one named `owners`, or the only one.",
      ),
    sinks: named(byType(kinds.sinks))
      .default({})
      .describe("Where the security team gets every refusal in full, each under a name of your choice."),
    doNotTrack: doNotTrackSchema
      .prefault({})
      .describe("People who are not named to owners. The security team still sees them."),
    notices: noticesSchema.prefault({}).describe("When owners are told, how often, and in what form."),
    delivery: deliverySchema.prefault({}).describe("How hard it is tried to deliver."),
  });
}

/** What a valid configuration file holds once defaults are filled in. */
export type ConfigFile = z.output<ReturnType<typeof buildConfigSchema>>;

function named<S extends z.ZodType>(component: S) {
  return z.record(NAME, component);
}

/** What is known of a part of any kind. */
interface ComponentValue {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** One of several kinds, told apart by `type`. `shared` are keys every kind of this place has. */
function byType<S extends z.ZodRawShape>(
  kinds: readonly ComponentKind[],
  shared?: S,
): z.ZodType<ComponentValue & z.output<z.ZodObject<S>>, object> {
  const [first, ...rest] = kinds.map(({ type, config }) => {
    const own =
      "type" in config.shape ? config : config.safeExtend({ type: z.literal(type).describe("Selects this kind.") });
    return own.safeExtend({ ...shared }).strict();
  });
  if (first === undefined) throw new TypeError("A registry without a single entry: nothing could be configured.");
  // The registry's schemas are typed loosely, so what they give is stated here: the literal above and the shared keys.
  return z.discriminatedUnion("type", [first, ...rest]) as unknown as z.ZodType<
    ComponentValue & z.output<z.ZodObject<S>>,
    object
  >;
}
