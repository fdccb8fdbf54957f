/**
 * What was heard of somebody else (a directory's answer, a service's wish to be left alone) and may be believed for a while. Personal data: a purge of a person forgets every answer whose
 * key or value names the address, so both must hold it as it is, neither hashed nor encoded.
 */
export interface AnswerStore {
  /** What was remembered under this key, or null if nothing was or its time is over at `now`. */
  recallAnswer(key: string, now: number): Promise<string | null>;
  /** Remembers until then; what was remembered under the key is replaced. Answers whose time is over are removed in passing. */
  rememberAnswer(key: string, value: string, until: number, now: number): Promise<void>;
}
