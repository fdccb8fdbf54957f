/** One step of the schema. A released one is never changed: what is to be different comes as the next. */
export interface Migration {
  /** What `PRAGMA user_version` is after it; one more than the step before. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
