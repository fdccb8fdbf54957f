/** Uploads batches. The service knows an object by its id and takes a version of it once, so that a batch may be sent as often as it takes. */
import { createAddressJudge } from "../../indicator/address.ts";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type AttemptLimit, createRequestGate, limitAttempt, type RequestGate } from "../attempt-limit.ts";
import { bisect, type GroupAnswer, type Retry } from "../bisect.ts";
import { type Search, type SearchEnd, Searches } from "../search.ts";
import type { BatchResult, Sink } from "../sink.ts";
import type { SentinelStixConfig } from "./config.ts";
import { createUpload, type Upload, type UploadItem } from "./upload-api.ts";
import { indicatorsOf } from "./upload-body.ts";

/** Requests under way at a time. */
const CONCURRENT = 4;

/** What a batch ends with for a moment that has made its first request and needs more. */
const NEEDS_MORE: Retry = { status: "retry", reason: "needs-more-requests" };

/** A sink that uploads to one workspace. */
export function createSentinelStixSink(
  config: SentinelStixConfig,
  microsoft: Microsoft,
  clock: Clock,
  attemptMs?: number,
): Sink {
  const judge = createAddressJudge(config.addresses);
  const upload = createUpload(config, microsoft, clock);
  const searches = new Searches();
  return {
    async send(batches, port, signal) {
      const limit = limitAttempt(signal, attemptMs);
      const results: BatchResult[] = [];
      for (let first = 0; first < batches.length; first += CONCURRENT) {
        const uploads = batches.slice(first, first + CONCURRENT).map((batch): BatchUpload => {
          const objects = indicatorsOf(batch, config, judge);
          const items = batch.events.flatMap(({ seq }, i) => {
            const object = objects[i];
            return object === undefined ? [] : [{ seq, object }];
          });
          const search = searches.of(
            batch.deliveryId,
            items.map(({ seq }) => seq),
          );
          return { items, search, gate: createRequestGate(port, limit), limit, upload };
        });
        const ends = await sendSome(uploads);
        for (const [i, { result }] of ends.entries()) {
          searches.settle(batches[first + i]?.deliveryId ?? "", result);
          results.push(result);
        }
      }
      return results;
    },
    close: async () => undefined,
  };
}

interface BatchUpload {
  readonly items: readonly UploadItem[];
  readonly search: Search;
  readonly gate: RequestGate;
  readonly limit: AttemptLimit;
  readonly upload: Upload;
}

/**
 * The first requests go out beside each other. Who then has to look for a bad object does so one after another: what slots there are bring some
 * searches to their end, instead of all of them half the way.
 */
async function sendSome(uploads: readonly BatchUpload[]): Promise<readonly SearchEnd[]> {
  const ends = await Promise.all(uploads.map((one) => sendBatch(one, 1)));
  let forAll: SearchEnd | null = null;
  for (const [i, one] of uploads.entries()) {
    if (ends[i]?.result !== NEEDS_MORE) continue;
    const end: SearchEnd = forAll ?? (await sendBatch(one, Number.POSITIVE_INFINITY));
    if (end.isForAll) forAll = end;
    ends[i] = end;
  }
  return ends;
}

/** Makes no more than so many requests. */
function sendBatch({ items, search, gate, limit, upload }: BatchUpload, most: number): Promise<SearchEnd> {
  let requests = 0;
  return bisect(search, async (seqs) => {
    if (requests === most) return stopped(NEEDS_MORE);
    requests += 1;
    const closed = await gate();
    if (closed !== null) return stopped(closed);
    const wanted = new Set(seqs);
    const answer = await upload(
      items.filter(({ seq }) => wanted.has(seq)),
      limit.signal,
    );
    // What was cut off is called by what cut it off.
    if (answer.kind === "refused" || answer.stop?.reason !== "aborted") return answer;
    return stopped(limit.over() ?? answer.stop);
  });
}

function stopped(stop: Retry): GroupAnswer {
  return { kind: "told", verdicts: new Map(), stop };
}
