import { createHmac } from "node:crypto";

/** Crockford's alphabet: no I, L, O, U, so that a code read aloud is written down right. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
/** With 40 bits a collision is rare; a hundred in a row means the secret is broken, and the caller says so. */
const CANDIDATES = 100;

/**
 * The reference codes of a delivery, in order of preference: eight Crockford characters of an HMAC over the delivery id with
 * the installation's secret, e.g. `K7QD-2M9P`. The first is the usual one; the next are for when it is taken.
 */
export function* referenceCodes(secret: string, deliveryId: string): Generator<string> {
  for (let n = 0; n < CANDIDATES; n += 1) {
    const digest = createHmac("sha256", secret)
      .update(n === 0 ? deliveryId : `${deliveryId}#${n}`)
      .digest();
    let code = "";
    for (let i = 0; i < LENGTH; i += 1) code += ALPHABET.charAt((digest[i] ?? 0) % ALPHABET.length);
    yield `${code.slice(0, 4)}-${code.slice(4)}`;
  }
}

/**
 * A reference as somebody typed it, brought to its stored form: any case, with or without hyphen and spaces, O for 0 and I or L
 * for 1. Null if it cannot be a reference.
 */
export function readReferenceCode(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  if (code.length !== LENGTH) return null;
  for (const character of code) if (!ALPHABET.includes(character)) return null;
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
