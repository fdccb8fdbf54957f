/** What a server said it can do, in its reply to EHLO (RFC 5321, 4.1.1.1). */
export interface ServerFeatures {
  readonly eightBit: boolean;
  readonly utf8: boolean;
  /** The most bytes a message may have (RFC 1870); 0 if it does not say. */
  readonly maxBytes: number;
  /** The ways to sign in, in capitals. */
  readonly authentication: readonly string[];
}

/** Reads the whole reply to EHLO; the first line is the greeting. A reply to HELO names nothing. */
export function readFeatures(reply: string): ServerFeatures {
  const lines = reply.split(/\r?\n/).slice(1);
  const keywords = new Map<string, readonly string[]>();
  for (const line of lines) {
    const [keyword = "", ...parameters] = line
      .slice("250-".length)
      .toUpperCase()
      .split(/[\s=]+/);
    keywords.set(keyword, [...(keywords.get(keyword) ?? []), ...parameters.filter((word) => word !== "")]);
  }
  return {
    eightBit: keywords.has("8BITMIME"),
    utf8: keywords.has("SMTPUTF8"),
    maxBytes: Number(keywords.get("SIZE")?.find((word) => /^\d{1,15}$/.test(word)) ?? 0),
    authentication: keywords.get("AUTH") ?? [],
  };
}
