import type { SourceTrouble } from "../source.ts";

/** What can keep a table from being read, and what to do about it. */
const ADVICE = {
  "login-refused": "Microsoft Entra did not give a token. Check tenantId and credentials; `check` says more.",
  "login-unreachable": "The login service could not be reached. It is tried again at the next run.",
  unreachable: "The query API could not be reached. Check network, proxy, http.ca and endpoints; tried again next run.",
  unavailable: "The query API failed several times. It is tried again at the next run.",
  throttled:
    "The query API asked to slow down for longer than one run waits. The rest is read at the next run; if it stays, run less often.",
  "no-answer":
    "The query API sent no answer that can be read, or one to something else. It is tried again at the next run.",
  "clock-differs":
    "The query API's clock and this computer's are more than an hour apart, so nothing is read. Set this computer's clock. If it is right, something else than the service answers: check endpoints and proxy.",
  "not-authenticated":
    "The query API does not take the token. Check that endpoints and cloud fit the tenant; `check` says more.",
  "not-permitted":
    "Reading needs two things: the application permission Data.Read of the Log Analytics API, and the role Log Analytics Reader on the workspace. `check` names the one that is missing.",
  "no-workspace":
    "There is no workspace with this workspaceId in this cloud. Copy it from the workspace's overview page.",
  "no-table":
    "The workspace has no such table. Log Analytics makes it when the first rows come: check that they are sent, and the table's name.",
  "no-columns":
    "The table lacks what a refusal is recognised by. Log Analytics makes a column when the first value comes: check what fills the table.",
  "query-refused": "The service refused the query. If it is your own, try it in the workspace; if not, report this.",
  "no-schema": "The service did not tell the table's columns, time and again. It is asked again at the next run.",
  "unread-window":
    "The service gave only a part of the rows that arrived in this time, however small the window. It is tried again at every run until it is read whole.",
  "too-many-gaps":
    "The service gave only a part of nearly every window, so reading stopped there. It goes on from the same place at the next run.",
} as const;

/** The name of such a thing. */
export type TroubleReason = keyof typeof ADVICE;

/** Trouble with a table. `detail` is a code, names of columns or times; never text of rows. */
export function tableTrouble(part: string, reason: TroubleReason, detail?: string): SourceTrouble {
  return { part, reason, advice: detail === undefined ? ADVICE[reason] : `${ADVICE[reason]} (${detail})` };
}
