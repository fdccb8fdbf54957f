import type { Attempt } from "./attempts.ts";

/** Fills every column that owners must never see with a value that can be recognised anywhere. `n` makes it unique. */
export function withCanaries(attempt: Attempt, n: number): Attempt {
  const hex = n.toString(16).padStart(12, "0");
  const guid = (kind: string): string => `ca9a0000-${kind}-4000-8000-${hex}`;
  const { trueName } = attempt.document;
  return {
    ...attempt,
    result: attempt.outcome === "refused" ? `CanaryResult${hex}` : attempt.result,
    rowId: attempt.rowId === "" ? "" : guid("0001"),
    correlationId: attempt.correlationId === "" ? "" : guid("0002"),
    issuer: `canary-issuer-${hex}@contoso.com`,
    templateId: guid("0003"),
    client: `MSIPC;version=1.0;AppName=CANARYAPP${hex}.EXE;OSName=CanaryOs${hex}`,
    address: `2001:db8:${hex.slice(0, 4)}:${hex.slice(4, 8)}:${hex.slice(8, 12)}:ca9a:ca9a:1`,
    adminAction: `CanaryAdmin${hex}`,
    actingAsUser: `canary-acting-${hex}@contoso.com`,
    fileName: trueName === "" ? "" : `\\\\canary-host-${hex}\\canary-folder-${hex}\\${trueName.replace(/[\\/]/g, "_")}`,
  };
}

/** What of an attempt made with canaries must stand in no message to an owner. Compare in lower case. */
export function canariesOf(attempt: Attempt): readonly string[] {
  const hex = attempt.templateId.slice(-12);
  const values = [
    ...(attempt.outcome === "refused" ? [attempt.result] : []),
    attempt.rowId,
    attempt.correlationId,
    attempt.templateId,
    attempt.issuer,
    attempt.client,
    `CANARYAPP${hex}`,
    `CanaryOs${hex}`,
    attempt.address,
    attempt.adminAction,
    attempt.actingAsUser,
    `canary-host-${hex}`,
    `canary-folder-${hex}`,
  ];
  return values.filter((value) => value !== "").map((value) => value.toLowerCase());
}
