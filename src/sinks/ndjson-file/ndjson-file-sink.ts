/**
 * Appends each event once, as one line. The file is written before the store records it, so a crash between the two leaves lines that
 * nobody accounts for; `recover` finds them. While nothing unforeseen happens, the end known from the last call is checked against the
 * file and the last state returned against the store's: only if both agree does it append without looking.
 */
import type { Clock } from "../../runtime/clock.ts";
import { fileFailure } from "../../runtime/file-failure.ts";
import type { BatchResult, Sink, SinkBatch } from "../sink.ts";
import { type ChannelState, parseState } from "./channel-state.ts";
import { ForeignWriteError, LineFile, StoppedError } from "./line-file.ts";
import { type Position, recover } from "./recover.ts";
import { renderLine } from "./render-line.ts";

const WRITE_CHARACTERS = 1_024 * 1_024;

/** Opens the file to append to; a test puts trouble in its place. */
export type OpenLineFile = (path: string, signal: AbortSignal) => Promise<LineFile>;

interface Known extends Position {
  /** The state returned last: the store has it unless a settlement was lost or another process was at work. */
  readonly state: string | undefined;
}

interface Failure {
  readonly reason: string;
  readonly detail?: string;
}

const FOREIGN: Failure = { reason: "file-changed", detail: "Another program wrote to the file." };
const STOPPED: Failure = { reason: "stopped" };

/** A sink that appends to this file. `openFile` is how it is opened. */
export function createNdjsonFileSink(path: string, clock: Clock, openFile: OpenLineFile = LineFile.open): Sink {
  let known: Known | null = null;
  return {
    async send(batches, port, signal) {
      if (batches.length === 0) return [];
      if (signal.aborted) return refuse(batches, STOPPED);
      // Asked before the file is touched: an error of the store goes on to the caller and has written nothing.
      const settled = await port.channelState();
      const before = known;
      known = null;
      try {
        const file = await openFile(path, signal);
        try {
          const position = await locate(file, before, settled, clock.now());
          if (position === null)
            return refuse(batches, { reason: "not-a-file", detail: "The path leads to a pipe or device." });
          const appended = await append(file, position, batches);
          if ("reason" in appended) return refuse(batches, appended);
          known = appended.known;
          return appended.results;
        } finally {
          await file.close();
        }
      } catch (error) {
        return refuse(batches, failureOf(error));
      }
    },
    close: async () => undefined,
  };
}

async function locate(
  file: LineFile,
  known: Known | null,
  settled: string | null,
  now: number,
): Promise<Position | null> {
  const identity = await file.identity();
  if (!identity.regular) return null;
  const isKnown = known !== null && known.state === settled && known.dev === identity.dev && known.ino === identity.ino;
  if (isKnown && known.end === identity.size) return known;
  return recover(file, identity, parseState(settled), now);
}

/**
 * All or nothing: what fails in the middle is taken back, so that no batch is half there. If cutting fails, time is up, or another
 * process wrote after us, the lines stay: they are found and skipped when the batch is sent again.
 */
async function append(
  file: LineFile,
  position: Position,
  batches: readonly SinkBatch[],
): Promise<{ readonly known: Known; readonly results: readonly BatchResult[] } | Failure> {
  const states: string[] = [];
  let written = position.end;
  let end = position.end;
  let waiting = "";
  const flush = async (): Promise<void> => {
    if (waiting === "") return;
    await file.append(Buffer.from(waiting), written);
    written = end;
    waiting = "";
  };
  try {
    for (const { events } of batches) {
      for (const { event } of events) {
        if (position.found.take(event.id)) continue;
        const line = renderLine(event);
        waiting += line;
        end += Buffer.byteLength(line);
        if (waiting.length >= WRITE_CHARACTERS) await flush();
      }
      states.push(stateAt(position, end));
    }
    await flush();
    // Also when every line was there already: the process that wrote them may have died before it synced.
    await file.sync();
  } catch (error) {
    await file.takeBack(position.end).catch(() => undefined);
    return failureOf(error);
  }
  const gaps = position.found.untaken === 0 ? [] : position.gaps;
  return {
    known: { ...position, end, gaps, state: states.at(-1) },
    results: states.map((channelState) => ({ status: "delivered", channelState })),
  };
}

/** Gaps stay until all their lines were sent again, counted batch by batch, because each state is settled with its own batch. */
function stateAt({ dev, ino, found, gaps }: Position, offset: number): string {
  const state: ChannelState = { dev, ino, offset, gaps: found.untaken === 0 ? [] : [...gaps] };
  return JSON.stringify(state);
}

function failureOf(error: unknown): Failure {
  if (error instanceof StoppedError) return STOPPED;
  return error instanceof ForeignWriteError ? FOREIGN : fileFailure(error);
}

function refuse(batches: readonly SinkBatch[], failure: Failure): readonly BatchResult[] {
  return batches.map(() => ({ status: "retry", ...failure }));
}
