import type { FakeRow, FakeTable } from "./fake-workspace.ts";

/** A document everybody is refused at. */
export const CONTENT_ID = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

/** A refusal in the tracking log: who, and when it became visible. It happened an hour before, unless said otherwise. */
export function refusal(actor: string, arrived: string, more: Partial<FakeRow> & { readonly happened?: string } = {}): FakeRow {
  const { happened = new Date(Date.parse(arrived) - 3_600_000).toISOString(), ...row } = more;
  const cells = {
    ContentId_g: CONTENT_ID,
    Issuer_s: "miriam.muller@contoso.com",
    RequestTime_t: happened,
    RequesterEmail_s: actor,
    RequesterLocation_IP_s: "203.0.113.7",
    Successful_b: false,
  };
  return { arrived, ...row, cells: { ...cells, ...row.cells } };
}

/** A table as MPARR makes it. */
export function trackingTable(rows: readonly FakeRow[]): FakeTable {
  return {
    columns: [
      { name: "ContentId_g", type: "string" },
      { name: "Issuer_s", type: "string" },
      { name: "RequestTime_t", type: "datetime" },
      { name: "RequesterEmail_s", type: "string" },
      { name: "RequesterLocation_IP_s", type: "string" },
      { name: "Successful_b", type: "bool" },
    ],
    rows,
  };
}
