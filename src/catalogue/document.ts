/**
 * The catalogue remembers what is known of a document, because the record of a refusal seldom says.
 * This folder is the pure part: what a fact is, and by which written rule one fact wins over another.
 */

/** One value with where and when it was learnt. */
export interface Known<T> {
  readonly value: T;
  /** When the record that says so was written, ISO 8601 UTC. */
  readonly asOf: string;
  /** The source that said so. */
  readonly origin: string;
}

/**
 * What a record says that knows: access has not been withdrawn; or it names no end, which is not to say that there is none, because a template
 * may set one. A record that says nothing is no such record.
 */
export const NEVER = "never";

/**
 * What the newest records leave open: access is withdrawn or ends, at no time that could be read; or two that are equally new contradict each
 * other. It stands for knowing better than what older records say, and is evidence of nothing.
 */
export const UNCLEAR = "unclear";

/** What one record says of a document. */
export interface CatalogueFact {
  readonly contentId: string;
  readonly asOf: string;
  readonly origin: string;
  readonly name?: string;
  readonly label?: string;
  readonly owner?: string;
  /** Who protected it. He may always open it, whoever else is listed. */
  readonly issuer?: string;
  readonly protectedAt?: string;
  /** ISO 8601 UTC, `NEVER` or `UNCLEAR`. */
  readonly expiresAt?: string;
  /** ISO 8601 UTC, `NEVER` or `UNCLEAR`. */
  readonly revokedAt?: string;
  /** Whom it was protected for: addresses in lower case, sorted, joined by a blank. Only from a record that lists all of them. */
  readonly recipients?: string;
}

/** All that is known of one document. */
export interface DocumentRecord {
  readonly contentId: string;
  readonly name?: Known<string>;
  readonly label?: Known<string>;
  readonly owner?: Known<string>;
  readonly issuer?: Known<string>;
  readonly protectedAt?: Known<string>;
  readonly expiresAt?: Known<string>;
  readonly revokedAt?: Known<string>;
  readonly recipients?: Known<string>;
}
