/** Where a command writes. stdout is for answers, stderr for everything said beside them. */
export interface Terminal {
  /** Writes to stdout. */
  out(text: string): void;
  /** Writes to stderr. */
  err(text: string): void;
  /** Whether a person sees stdout in colours. */
  readonly colours: boolean;
}

/** This process's streams. A reader that has gone away (`| head`) is no error: what is under way is finished in silence. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  return {
    out: writer(stdout),
    err: writer(stderr),
    colours: stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
  };
}

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  let gone = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Windows says EOF or EINVAL where others say EPIPE.
    if (
      error.code !== "EPIPE" &&
      error.code !== "EOF" &&
      error.code !== "EINVAL" &&
      error.code !== "ERR_STREAM_DESTROYED"
    )
      throw error;
    gone = true;
  });
  return (text) => {
    if (!gone) stream.write(text);
  };
}
