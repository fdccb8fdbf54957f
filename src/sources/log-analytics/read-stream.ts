import { PageBuilder } from "../page-builder.ts";
import type { SourceItem, SourcePage } from "../source.ts";
import type { AnswerTable } from "./read-answer.ts";
import { type RangeLimits, type RangePiece, readRange } from "./read-range.ts";
import type { StreamCursors } from "./stream-cursors.ts";
import { tableTrouble } from "./trouble.ts";
import { isoMilliseconds, type Window } from "./windows.ts";
import type { Answer, Pace } from "./workspace.ts";

/** One stream of windows: what is asked for each, and what becomes of a row. */
export interface Stream {
  /** What trouble is named after. */
  readonly part: string;
  readonly cursors: StreamCursors;
  readonly limits: RangeLimits & PageLimits;
  ask(window: Window, pace: Pace): Promise<Answer>;
  /** Enters rows of this answer into pages. */
  judge(table: AnswerTable): (row: readonly unknown[], page: PageBuilder) => void;
}

/** How much a page holds. */
export interface PageLimits {
  readonly pageRecords: number;
  readonly pageBytes: number;
}

/** Whether a stream was read as far as it goes; if not, the service is no good at the moment and the next will fare no better. */
export type StreamEnd = "done" | "stopped";

/**
 * Reads on from the stream's end. The end moves with the last page of a window only, so that a process that is killed between two pages
 * reads the window again; a window that cannot be read is left behind as a gap in the same commit.
 */
export async function* readOn(stream: Stream, range: Window): AsyncGenerator<SourceItem, StreamEnd> {
  const { cursors } = stream;
  for await (const piece of readRange(range, stream.ask, stream.limits)) {
    switch (piece.kind) {
      case "read":
        yield* pagesOf(stream, piece.table, cursors.moveTo(piece.window.to));
        break;
      case "gap":
        yield cursorPage([...cursors.leave(piece.window), ...cursors.moveTo(piece.window.to)]);
        yield gapTrouble(stream, piece);
        break;
      case "unanswered":
        // What comes next run lies behind it, and tells whether it is these rows or the service.
        yield { trouble: tableTrouble(stream.part, "unavailable", piece.detail) };
        return "stopped";
      case "stopped":
        yield { trouble: tableTrouble(stream.part, piece.reason, piece.detail) };
        return "stopped";
    }
  }
  return "done";
}

/** Tries again what earlier pulls left, splitting anew; what is still unread stays, and is said again. */
export async function* readGaps(stream: Stream, gaps: readonly Window[]): AsyncGenerator<SourceItem, StreamEnd> {
  const { cursors } = stream;
  for (const gap of gaps) {
    let left = gap;
    for await (const piece of readRange(gap, stream.ask, stream.limits)) {
      switch (piece.kind) {
        case "read":
          yield* pagesOf(stream, piece.table, [...cursors.close(left), ...cursors.shorten(left, piece.window.to)]);
          left = { from: piece.window.to, to: gap.to };
          break;
        // A gap is kept anyway, and its end is no end of anything.
        case "unanswered":
        case "gap":
          yield cursorPage([...cursors.leave(piece.window), ...cursors.shorten(left, piece.window.to)]);
          yield gapTrouble(stream, piece);
          left = { from: piece.window.to, to: gap.to };
          break;
        case "stopped":
          yield { trouble: tableTrouble(stream.part, piece.reason, piece.detail) };
          // What is unread for being too much keeps nobody from reading elsewhere.
          return piece.reason === "too-many-gaps" ? "done" : "stopped";
      }
    }
  }
  return "done";
}

function* pagesOf(stream: Stream, table: AnswerTable, moves: SourcePage["cursors"]): Generator<SourceItem> {
  const { pageRecords, pageBytes } = stream.limits;
  const judge = stream.judge(table);
  const page = new PageBuilder();
  for (const row of table.rows) {
    if (page.isFull({ records: pageRecords, bytes: pageBytes })) yield { page: page.take([]) };
    judge(row, page);
  }
  yield { page: page.take(moves) };
}

/** A page that moves cursors and holds nothing else. */
export function cursorPage(cursors: SourcePage["cursors"]): SourceItem {
  return { page: { read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors } };
}

function gapTrouble(
  stream: Stream,
  { window, detail }: Extract<RangePiece, { kind: "gap" | "unanswered" }>,
): SourceItem {
  const times = `${isoMilliseconds(window.from)} to ${isoMilliseconds(window.to)}, ${detail}`;
  return { trouble: tableTrouble(stream.part, "unread-window", times) };
}
