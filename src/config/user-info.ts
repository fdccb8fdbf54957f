/** Whether a value is a web address with a user or a password in it. */
export function isAddressWithUser(value: unknown): boolean {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url !== null && `${url.username}${url.password}` !== "";
}

/**
 * Whether a text may hold a user and a password, as a broken or mistyped web address does as well: no error shows such a text. A mail
 * address is none.
 */
export function mayHoldUser(text: string): boolean {
  const before = text.slice(0, Math.max(text.lastIndexOf("@"), 0));
  return before.includes(":") || before.includes("//");
}
