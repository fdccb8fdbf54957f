import { type Question, usually, whenChosen } from "./question.ts";

const ofLogs = whenChosen("source", "rms-log");
const ofWorkspace = whenChosen("source", "log-analytics");
const ofQuery = whenChosen("table", "custom");

/** Where refusals come from, and who we are. */
export const SOURCE_QUESTIONS: readonly Question[] = [
  {
    name: "source",
    at: ["sources"],
    asks: "where refusals are read from",
    value: "<kind>",
    form: "choices",
    choices: [
      { name: "rms-log", means: "usage log files (Get-AipServiceUserLog)" },
      { name: "log-analytics", means: "a table of a Log Analytics workspace" },
    ],
    fallback: usually("rms-log"),
  },
  {
    name: "path",
    at: ["sources", "usage-logs", "path"],
    asks: "the usage log files, a path or glob",
    value: "<glob>",
    form: "paths",
    when: ofLogs,
    fallback: usually("logs/rmslog-*.log"),
  },
  {
    name: "workspace-id",
    at: ["sources", "workspace", "workspaceId"],
    asks: "the workspace's id",
    value: "<guid>",
    form: "text",
    when: ofWorkspace,
  },
  {
    name: "table",
    at: ["sources", "workspace", "table"],
    asks: "the table refusals stand in",
    value: "<kind>",
    form: "choice",
    choices: [
      { name: "mparr-usage", means: "MPARR's table of usage logs" },
      { name: "mparr-tracking", means: "MPARR's table of tracking logs" },
      { name: "aip", means: "the table of the classic AIP analytics" },
      { name: "custom", means: "another table, by a query of your own" },
    ],
    when: ofWorkspace,
    fallback: usually("mparr-usage"),
  },
  {
    name: "query-table",
    at: ["sources", "workspace", "from"],
    asks: "the table your query reads",
    value: "<name>",
    form: "text",
    when: ofQuery,
  },
  {
    name: "query",
    at: ["sources", "workspace", "query"],
    asks: "your query",
    value: "<kql>",
    form: "text",
    when: ofQuery,
  },
  {
    name: "documents",
    at: ["sources", "documents", "path"],
    asks: "exports of the document log, a path or glob",
    value: "<glob>",
    form: "path",
    mayBeNone: () => true,
  },
  {
    name: "domain",
    at: ["domains"],
    asks: "our own domains",
    value: "<domain>",
    form: "list",
    mayBeNone: () => true,
  },
];
