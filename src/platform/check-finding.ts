/** What `check` says of one thing it looked at: whether it is well, and if not, what to do. Its texts hold no secret. */
export interface CheckFinding {
  /** What was looked at, short and stable, e.g. `permission Mail.Send`. */
  readonly subject: string;
  readonly status: "ok" | "warning" | "failed";
  /** What was found, one sentence. */
  readonly detail: string;
  /** What to do next; absent for `ok`. */
  readonly advice?: string;
  /** A command line that mends it, complete but for what only the reader knows (in `<…>` inside quotes); parses in a POSIX shell. */
  readonly command?: string;
}
