import type { GraphError } from "./graph-error.ts";

/** How the service says that a body is not what it takes; each method has its own error. */
export type BodyFailure = (message: string) => GraphError;

export interface JsonObject {
  readonly [property: string]: unknown;
}

/** A JSON body's parts, read with Graph's strictness: names in any case, kinds exactly. */
export class JsonReader {
  readonly #fail: BodyFailure;

  constructor(fail: BodyFailure) {
    this.#fail = fail;
  }

  /** An object whose properties are all known; unknown ones are an error, annotations (with an `@`) are not. */
  object(value: unknown, type: string, known: readonly string[]): JsonObject {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw this.#unexpected(value, "StartObject");
    const read: Record<string, unknown> = Object.create(null);
    for (const [given, content] of Object.entries(value)) {
      if (given.includes("@")) {
        read[given] = content;
        continue;
      }
      const name = known.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
      if (name === undefined) {
        throw this.#fail(
          `The property '${given}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
        );
      }
      read[name] = content;
    }
    return read;
  }

  list(value: unknown): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.#unexpected(value, "StartArray");
    return value;
  }

  text(value: unknown): string | null {
    if (value === undefined || value === null) return null;
    if (typeof value !== "string") throw this.#primitive("Edm.String");
    return value;
  }

  flag(value: unknown): boolean | null {
    if (value === undefined || value === null) return null;
    if (typeof value !== "boolean") throw this.#primitive("Edm.Boolean");
    return value;
  }

  /** One of a few words, whatever its case. */
  word<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
    const text = this.text(value);
    if (text === null) return null;
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word === undefined) throw this.#fail(`Requested value '${text}' was not found.`);
    return word;
  }

  #primitive(type: string): GraphError {
    return this.#fail(
      `Cannot convert a primitive value to the expected type '${type}'. See the inner exception for more details.`,
    );
  }

  #unexpected(value: unknown, wanted: string): GraphError {
    const found = Array.isArray(value)
      ? "StartArray"
      : value !== null && typeof value === "object"
        ? "StartObject"
        : "PrimitiveValue";
    return this.#fail(
      `An unexpected '${found}' node was found when reading from the JSON reader. A '${wanted}' node was expected.`,
    );
  }
}
