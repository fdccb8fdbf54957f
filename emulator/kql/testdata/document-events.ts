import type { Cell, StoredTable } from "../../tables.ts";
import { tableOf } from "./workspace.ts";

const PLAN = "74be27de-1e4e-49d9-b579-fe0b331d3642";
const BUDGET = "0d4ec2a8-6a7e-4c5b-9f3e-5a3f5b0c1d22";
const UNKNOWN = "5e0f3c11-7d55-4a86-a2a1-0c6f7f6f1a44";

/** A row: when, what, whose document, at which path, by whom, from where. */
type Event = readonly [
  at: string,
  activity: string,
  content: string | null,
  path: string | null,
  user: string,
  ip: string,
];

const EVENTS: readonly Event[] = [
  ["2026-08-10T08:00:00Z", "NewLabel", BUDGET, "C:\\finance\\too old.xlsx", "anna@contoso.com", "192.0.2.10"],
  ["2026-10-01T08:00:00Z", "NewLabel", PLAN, "C:\\plans\\Alpha plan.docx", "anna@contoso.com", "192.0.2.10"],
  ["2026-10-02T08:00:00Z", "Access", PLAN, "C:\\plans\\Alpha plan.docx", "carl@contoso.com", "192.0.2.11"],
  [
    "2026-10-03T08:00:00Z",
    "Access",
    BUDGET,
    "https://contoso.com/finance/budget.xlsx",
    "anna@contoso.com",
    "192.0.2.10",
  ],
  ["2026-10-03T09:00:00Z", "Access", null, "C:\\plans\\without an id.docx", "anna@contoso.com", "192.0.2.10"],
  ["2026-11-18T08:00:00Z", "AccessDenied", PLAN, null, "ben@fabrikam.com", "198.51.100.7"],
  ["2026-11-20T09:00:00Z", "AccessDenied", PLAN, null, "ben@fabrikam.com", "198.51.100.7"],
  ["2026-11-20T09:00:00Z", "AccessDenied", PLAN, null, "ben@fabrikam.com", "198.51.100.7"],
  ["2026-11-20T10:30:00Z", "AccessDenied", BUDGET, null, "dora@fabrikam.com", "203.0.113.9"],
  ["2026-11-20T11:00:00Z", "AccessDenied", UNKNOWN, null, "dora@fabrikam.com", "203.0.113.9"],
];

function toCells([at, activity, content, path, user, ip]: Event): readonly Cell[] {
  return [
    at,
    activity,
    content,
    path,
    user,
    "anna@contoso.com",
    "2026-10-01T08:00:00Z",
    ip,
    "Confidential",
    "AcquireLicense",
  ];
}

/** The audit events of Contoso's documents, in the columns that the query of 2019 reads. */
export const DOCUMENT_EVENTS: StoredTable = tableOf(
  "InformationProtectionLogs_CL",
  [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Activity_s", type: "string" },
    { name: "ContentId_g", type: "guid" },
    { name: "ObjectId_s", type: "string" },
    { name: "UserId_s", type: "string" },
    { name: "ProtectionOwner_s", type: "string" },
    { name: "ProtectionTime_t", type: "datetime" },
    { name: "IPv4_s", type: "string" },
    { name: "LabelName_s", type: "string" },
    { name: "Operation_s", type: "string" },
  ],
  EVENTS.map(toCells),
);
