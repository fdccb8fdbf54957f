/** The same type while it is being filled in. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Sets only what has a value, so that absent stays absent in JSON and in comparisons. */
export function setPresent<T, Key extends keyof T>(target: T, key: Key, value: T[Key] | undefined): void {
  if (value !== undefined) target[key] = value;
}
