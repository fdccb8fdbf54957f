/** What `init` asks for, by the names of its flags. */
export type QuestionName =
  | "source"
  | "path"
  | "workspace-id"
  | "table"
  | "query-table"
  | "query"
  | "documents"
  | "domain"
  | "owners"
  | "users"
  | "security"
  | "notifier"
  | "outbox"
  | "from"
  | "smtp-host"
  | "smtp-port"
  | "smtp-tls"
  | "smtp-user"
  | "smtp-password"
  | "sink"
  | "sink-path"
  | "sentinel-workspace-id"
  | "tenant-id"
  | "cloud"
  | "credentials"
  | "client-id"
  | "client-secret"
  | "certificate"
  | "certificate-password"
  | "token-file"
  | "brand"
  | "contact"
  | "store";

/** What was answered so far. Every answer is a list, most of one value; an empty one says "none". */
export type Answers = { readonly [Name in QuestionName]?: readonly string[] };

/** The only value of an answer; undefined where there is none. */
export function answerTo(answers: Answers, name: QuestionName): string | undefined {
  return answers[name]?.[0];
}

/** Whether a choice was made. */
export function isChosen(answers: Answers, name: QuestionName, choice: string): boolean {
  return answers[name]?.includes(choice) === true;
}
