/** How services behave that can behave in more than one way. */
import type { EmulatorOptions } from "./emulator.ts";
import { InputError } from "./input-error.ts";

/** What can be set, and to what; the first is what is usual. */
const SERVICE_SETTINGS = {
  /** `retired`: Graph's tiIndicators answer as an API that has been removed, which Microsoft has announced. */
  tiIndicators: ["available", "retired"],
  /** What an upload's answer calls the list of an object's errors: the page's word, or the specification's. */
  uploadErrors: ["errorMessages", "validationErrorMessages"],
} as const;

/** The settings as they are now. */
export type ServiceSettings = {
  -readonly [Name in keyof typeof SERVICE_SETTINGS]: (typeof SERVICE_SETTINGS)[Name][number];
};

/** The usual settings, but for what is asked for. */
export function defaultSettings(asked: Pick<EmulatorOptions, keyof ServiceSettings> = {}): ServiceSettings {
  return { tiIndicators: asked.tiIndicators ?? "available", uploadErrors: asked.uploadErrors ?? "errorMessages" };
}

/** Checks a change that came as JSON or from the command line. Throws `InputError`, which names the setting and what is allowed. */
export function parseSettings(input: unknown): Partial<ServiceSettings> {
  const names = Object.keys(SERVICE_SETTINGS).join(", ");
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InputError(`settings are an object with some of ${names}`);
  }
  const parsed: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!isSetting(name)) {
      throw new InputError(`there is no setting "${name}"; there are ${names}`);
    }
    const allowed: readonly unknown[] = SERVICE_SETTINGS[name];
    if (!allowed.includes(value)) {
      throw new InputError(`"${name}" is one of ${allowed.join(", ")}`);
    }
    parsed[name] = String(value);
  }
  return parsed as Partial<ServiceSettings>;
}

function isSetting(name: string): name is keyof ServiceSettings {
  return Object.hasOwn(SERVICE_SETTINGS, name);
}
