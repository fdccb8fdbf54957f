/** An indicator that is right, for tests. */
export function tiIndicator(
  externalId: string,
  parts: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    action: "alert",
    description: "Access to a protected document was refused.",
    expirationDateTime: "2026-11-27T12:00:00Z",
    targetProduct: "Azure Sentinel",
    threatType: "WatchList",
    tlpLevel: "amber",
    externalId,
    networkIPv4: "203.0.113.7",
    ...parts,
  };
}
