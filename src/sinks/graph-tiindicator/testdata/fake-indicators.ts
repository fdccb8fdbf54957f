/** Graph's threat indicators in memory, as far as the sink asks for them; repeats become second copies, as in the service. */
import type { TiIndicator } from "../../../indicator/ti-indicator.ts";
import type { ApiAnswer, ApiOutcome, ApiRequest, ApplicationIdentity, Microsoft } from "../../../microsoft/microsoft.ts";

/** What befalls a request: answered instead, before or after it was carried out. */
export type Fault = (request: FakeRequest) => ApiOutcome | "lost" | "die" | undefined;

export interface FakeRequest {
  readonly kind: "find" | "submit";
  /** How many requests there were before. */
  readonly n: number;
  readonly path: string;
  readonly indicators: readonly TiIndicator[];
  /** Whether it was carried out already. */
  readonly isDone: boolean;
}

/** What stands in the place of one indicator in the answer to a submission, instead of it; undefined to store it. */
export type ItemRefusal = (indicator: TiIndicator) => Readonly<Record<string, unknown>> | undefined;

export class FakeIndicators implements Microsoft {
  readonly credentials = "client-secret";
  readonly held: TiIndicator[] = [];
  readonly requests: FakeRequest[] = [];
  identity: ApplicationIdentity = { clientId: null, objectId: null, roles: ["ThreatIndicators.ReadWrite.OwnedBy"] };
  fault: Fault = () => undefined;
  refusal: ItemRefusal = () => undefined;
  /** Changes the entries of an answer to a submission. */
  reorder = (entries: readonly object[]): readonly object[] => entries;
  pageSize = 1_000;

  async request({ api, method, path, body, signal }: ApiRequest): Promise<ApiOutcome> {
    if (signal.aborted) return { kind: "failed", reason: "aborted", sent: false };
    if (api !== "graph-beta") throw new Error(`Something else was asked: ${api}.`);
    const kind = method === "POST" ? "submit" : "find";
    if (kind === "submit" && path !== "/security/tiIndicators/submitTiIndicators") throw new Error(path);
    const indicators: readonly TiIndicator[] = kind === "submit" ? JSON.parse(String(body)).value : [];
    if (indicators.length > 100 || path.length > 2_000) throw new Error("Too much for one request.");
    const request = { kind, n: this.requests.length, path, indicators, isDone: false } as const;
    this.requests.push(request);
    const before = this.fault(request);
    if (before === "die") return new Promise(() => {});
    if (before !== undefined && before !== "lost") return before;
    const answer = kind === "submit" ? this.#submit(indicators) : this.#find(path);
    const after = before ?? this.fault({ ...request, isDone: true });
    if (after === "die") return new Promise(() => {});
    if (after === "lost") return { kind: "failed", reason: "connection-lost", sent: true };
    return after ?? answer;
  }

  async identify(): Promise<ApplicationIdentity> {
    return this.identity;
  }

  async close(): Promise<void> {}

  #submit(indicators: readonly TiIndicator[]): ApiAnswer {
    const entries = indicators.map((indicator) => {
      const refusal = this.refusal(indicator);
      if (refusal === undefined) this.held.push(indicator);
      return refusal ?? { ...indicator, id: `id-${this.held.length}` };
    });
    const isPartial = entries.some((entry) => !("id" in entry));
    return answerOf(isPartial ? 206 : 200, { value: this.reorder(entries) });
  }

  #find(path: string): ApiAnswer {
    const query = new URL(path, "https://graph.microsoft.com").searchParams;
    const wanted = [...(query.get("$filter") ?? "").matchAll(/externalId eq '([^']+)'/g)].map(([, id]) => id);
    const all = this.held.filter(({ externalId }) => wanted.length === 0 || wanted.includes(externalId));
    const from = Number(query.get("$skip") ?? 0);
    query.set("$skip", String(from + this.pageSize));
    const link = `https://graph.microsoft.com/beta/security/tiIndicators?${query}`;
    const next = all.length > from + this.pageSize ? { "@odata.nextLink": link } : {};
    return answerOf(200, { value: all.slice(from, from + this.pageSize), ...next });
  }
}

/** An answer with a JSON body. */
export function answerOf(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { kind: "answer", status, headers: new Map(Object.entries(headers)), text: JSON.stringify(body) };
}

/** An error of Graph's own. */
export function errorOf(status: number, code: string, message = "…"): ApiAnswer {
  return answerOf(status, { error: { code, message } });
}
