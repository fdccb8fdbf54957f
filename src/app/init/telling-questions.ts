import { isChosen } from "./answers.ts";
import { type Question, usually, whenChosen } from "./question.ts";

const byFile = whenChosen("notifier", "file");
const bySmtp = whenChosen("notifier", "smtp");

/** Nobody signs in over a connection that others could read. */
const byCheckedTls = whenChosen("smtp-tls", "required", "implicit");

/** Who is told, and how. */
export const TELLING_QUESTIONS: readonly Question[] = [
  {
    name: "owners",
    at: ["owners", 0],
    asks: "who knows a document's owner",
    value: "<kind>",
    form: "choice",
    choices: [
      { name: "record", means: "the log: whom it names, if that is one address" },
      { name: "graph", means: "the directory, through Microsoft Graph" },
      { name: "directory-file", means: "an export of the directory's users" },
    ],
    fallback: (answers) => [isChosen(answers, "source", "log-analytics") ? "graph" : "record"],
  },
  {
    name: "users",
    at: ["owners", 0, "path"],
    asks: "the export of the users",
    value: "<file>",
    form: "path",
    when: whenChosen("owners", "directory-file"),
    fallback: usually("users.json"),
  },
  {
    name: "security",
    at: ["owners", 1, "address"],
    asks: "the security team's address, for documents nobody is found for",
    value: "<address>",
    form: "text",
    mayBeNone: () => true,
  },
  {
    name: "notifier",
    at: ["notifiers", "owners"],
    asks: "how owners are told",
    value: "<kind>",
    form: "choice",
    choices: [
      { name: "file", means: "not yet: mails are written as files to look at" },
      { name: "graph-mail", means: "from a mailbox, through Microsoft Graph" },
      { name: "smtp", means: "through a mail server" },
    ],
    fallback: usually("file"),
  },
  {
    name: "outbox",
    at: ["notifiers", "owners", "path"],
    asks: "the folder mails are written to",
    value: "<folder>",
    form: "path",
    when: byFile,
    fallback: usually("mails"),
  },
  {
    name: "smtp-host",
    at: ["notifiers", "owners", "host"],
    asks: "the mail server",
    value: "<host>",
    form: "text",
    when: bySmtp,
  },
  {
    name: "smtp-port",
    at: ["notifiers", "owners", "port"],
    asks: "its port",
    value: "<number>",
    form: "text",
    when: bySmtp,
    mayBeNone: () => true,
  },
  {
    name: "smtp-tls",
    at: ["notifiers", "owners", "tls"],
    asks: "how the connection is protected",
    value: "<mode>",
    form: "choice",
    choices: [
      { name: "required", means: "STARTTLS, its certificate checked" },
      { name: "implicit", means: "TLS from the first byte, its certificate checked" },
      { name: "opportunistic", means: "TLS if offered, unchecked; no password" },
      { name: "none", means: "everybody on the way can read; no password" },
    ],
    when: bySmtp,
    fallback: usually("required"),
  },
  {
    name: "smtp-user",
    at: ["notifiers", "owners", "user"],
    asks: "whom to sign in as at the mail server",
    value: "<user>",
    form: "text",
    when: byCheckedTls,
    mayBeNone: () => true,
  },
  {
    name: "smtp-password",
    at: ["notifiers", "owners", "password"],
    asks: "where the user's password is, never the password itself",
    value: "<env:NAME|file:PATH>",
    form: "reference",
    when: { holds: (answers) => answers["smtp-user"]?.length === 1, words: "--smtp-user" },
    fallback: usually("env:LOCKBELL_SMTP_PASSWORD"),
  },
  {
    name: "from",
    at: ["notifiers", "owners", "from"],
    asks: "the sender of mails",
    value: "<address>",
    form: "text",
    when: whenChosen("notifier", "graph-mail", "smtp"),
  },
  {
    name: "sink",
    at: ["sinks"],
    asks: "what the security team gets of every refusal",
    value: "<kind>",
    form: "choices",
    choices: [
      { name: "ndjson-file", means: "a file, one JSON object a line" },
      { name: "sentinel-stix", means: "indicators in Microsoft Sentinel" },
    ],
    mayBeNone: () => true,
    fallback: usually("ndjson-file"),
  },
  {
    name: "sink-path",
    at: ["sinks", "all", "path"],
    asks: "the file for the security team",
    value: "<file>",
    form: "path",
    when: whenChosen("sink", "ndjson-file"),
    fallback: usually("denied.ndjson"),
  },
  {
    name: "sentinel-workspace-id",
    at: ["sinks", "sentinel", "workspaceId"],
    asks: "the id of Sentinel's workspace",
    value: "<guid>",
    form: "text",
    when: whenChosen("sink", "sentinel-stix"),
    fallback: (answers) => answers["workspace-id"],
  },
];
