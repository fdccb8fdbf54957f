import type { PullRequest, Source, SourceItem, SourceSettings } from "../source.ts";
import { STARTING_POINT_PART, startingPoint } from "../starting-point.ts";
import { catalogueJudge } from "./catalogue-rows.ts";
import type { LogAnalyticsConfig } from "./config.ts";
import { rowJudge } from "./judge-rows.ts";
import { catalogueQuery, refusalQuery } from "./queries.ts";
import type { AnswerLimits } from "./read-answer.ts";
import { RANGE_LIMITS, type RangeLimits } from "./read-range.ts";
import { cursorPage, type PageLimits, readGaps, readOn, type Stream } from "./read-stream.ts";
import { STREAM_PARTS, StreamCursors, type StreamParts } from "./stream-cursors.ts";
import { configuredTable, type TableView, troubleOf, viewTable } from "./table-view.ts";
import type { Window } from "./windows.ts";
import { createWorkspace, type Pace, type Workspace } from "./workspace.ts";

/** How much is asked for and held in memory at a time. */
export interface LogAnalyticsLimits extends AnswerLimits, RangeLimits, PageLimits {
  /** The first window of what fills the catalogue, milliseconds: it is summed up on the server. */
  readonly firstFillMs: number;
}

/** What the service cuts answers at, and the sizes of windows and pages. */
export const LIMITS: LogAnalyticsLimits = {
  rows: 500_000,
  bytes: 95_000_000,
  pageRecords: 2_000,
  pageBytes: 4_194_304,
  firstFillMs: 8 * 86_400_000,
  ...RANGE_LIMITS,
};

const DAY_MS = 86_400_000;

/** A source that asks a table of a Log Analytics workspace. */
export function createLogAnalyticsSource(
  config: LogAnalyticsConfig,
  settings: SourceSettings,
  changes: Partial<LogAnalyticsLimits> = {},
): Source {
  const limits = { ...LIMITS, ...changes };
  const table = configuredTable(config);
  const { clock, logger, microsoft, name } = settings;

  async function* pull({ cursors, signal }: PullRequest): AsyncGenerator<SourceItem> {
    for await (const item of items(cursors, signal)) {
      yield item;
      if (signal.aborted) return;
    }
  }

  async function* items(cursors: PullRequest["cursors"], signal: AbortSignal): AsyncGenerator<SourceItem> {
    if (signal.aborted) return;
    const startedAt = clock.now();
    const start = startingPoint(config.since, cursors.get(STARTING_POINT_PART), startedAt);
    if (start.move !== null) {
      yield cursorPage([start.move]);
      if (signal.aborted) return;
    }
    const workspace = createWorkspace({ ...config, microsoft, clock, waitMs: config.limits.wait, limits, signal });
    const view = await viewTable(table, workspace, clock);
    if ("reason" in view) {
      const trouble = troubleOf(table, view);
      if (trouble !== undefined) yield { trouble };
      return;
    }
    logger.debug({ source: name, columns: view.asked.length }, "table.found");
    // A clock of ours that is ahead of the service's must not move the cursor past rows that are still to come.
    const end = Math.min(startedAt, view.now ?? startedAt) - config.settle;
    const from = Date.parse(start.from ?? "") - DAY_MS;
    yield* readAll(view, workspace, { from, to: end }, cursors, start.from);
  }

  async function* readAll(
    view: TableView,
    workspace: Workspace,
    first: Window,
    cursors: PullRequest["cursors"],
    since: string | undefined,
  ): AsyncGenerator<SourceItem> {
    const part = view.source.table;
    const scope = `${part}@${config.workspaceId.toLowerCase()}`;
    const stream = (parts: StreamParts, rest: Pick<Stream, "ask" | "judge">): Stream => ({
      part,
      cursors: new StreamCursors(cursors, parts, scope),
      limits,
      ...rest,
    });
    const { lookback } = config;
    const refusals = stream(STREAM_PARTS.refusals, {
      ask: (window, pace) =>
        workspace.ask(refusalQuery(view.source, { ...window, lookback }, view.conditions, view.asked), pace),
      judge: (answer) =>
        rowJudge(answer, {
          definition: view.definition,
          table: part,
          columns: view.columns,
          judge: {
            source: name,
            tenantId: settings.tenantId,
            ...view.filter,
            ...(since === undefined ? {} : { since }),
          },
        }),
    });
    const catalogue = catalogueStreams(view, workspace, stream);
    let toFill = catalogue?.fill.cursors.gaps ?? [];
    if (catalogue !== undefined && catalogue.news.cursors.end === undefined) {
      const whole = { from: first.to - config.catalogueSince, to: first.to };
      toFill = whole.from < whole.to ? [whole] : [];
      yield cursorPage([
        ...catalogue.news.cursors.moveTo(whole.to),
        ...toFill.flatMap((gap) => catalogue.fill.cursors.leave(gap)),
      ]);
    }
    const { gaps } = refusals.cursors;
    const { from, moves } = refusals.cursors.readOnFrom(first.from);
    if (moves.length > 0) yield cursorPage(moves);
    if ((yield* readOn(refusals, { from, to: first.to })) === "stopped") return;
    if ((yield* readGaps(refusals, gaps)) === "stopped" || catalogue === undefined) return;
    // Names can still come later, a refusal cannot wait for them.
    const { news, fill } = catalogue;
    if ((yield* readOn(news, { ...first, from: news.cursors.end ?? first.to })) === "stopped") return;
    if ((yield* readGaps(fill, toFill)) === "stopped") return;
    yield* readGaps(news, news.cursors.gaps);
  }

  /** What is new by arrival; and once, what there was before, by `TimeGenerated`. */
  function catalogueStreams(
    { definition, source, columns, filter }: TableView,
    workspace: Workspace,
    stream: (parts: StreamParts, rest: Pick<Stream, "ask" | "judge">) => Stream,
  ): { readonly news: Stream; readonly fill: Stream } | undefined {
    const { catalogue } = definition;
    if (catalogue === undefined) return undefined;
    const wanted = { ...catalogue, rows: catalogue.rows(columns, filter) };
    const ask = (bounds: Parameters<typeof catalogueQuery>[1], pace: Pace) =>
      workspace.ask(catalogueQuery(source.table, bounds, wanted, columns), pace);
    const judge: Stream["judge"] = (answer) =>
      catalogueJudge(answer, { origin: name, isQuoted: catalogue.isQuoted === true });
    const { lookback } = config;
    return {
      news: stream(STREAM_PARTS.catalogue, { ask: (window, pace) => ask({ ...window, lookback }, pace), judge }),
      fill: { ...stream(STREAM_PARTS.fill, { ask, judge }), limits: { ...limits, firstMs: limits.firstFillMs } },
    };
  }

  return { pull };
}
