/** A directory behind Microsoft's interface: answers the questions of this step as Graph's pages describe it, and goes wrong on demand. */
import type { ApiOutcome, ApiRequest, Microsoft } from "../../../microsoft/microsoft.ts";

interface FakeUser {
  readonly id: string;
  readonly mail?: string | null;
  readonly userPrincipalName?: string;
  readonly proxyAddresses?: readonly string[];
  readonly otherMails?: readonly string[];
  readonly accountEnabled?: boolean | null;
  readonly userType?: string;
  /** The manager's id. */
  readonly manager?: string;
}

interface FakeGroup {
  readonly id: string;
  readonly mail?: string | null;
  readonly mailEnabled?: boolean;
  readonly proxyAddresses?: readonly string[];
  readonly groupTypes?: readonly string[];
  /** Ids of users, or whole objects of another kind. */
  readonly owners?: readonly (string | object)[];
}

/** What a request is answered instead, or what is done while it is under way. Undefined: as usual. */
type Odd = (request: ApiRequest, n: number) => ApiOutcome | undefined | Promise<ApiOutcome | undefined>;

const JSON_TYPE = new Map([["content-type", "application/json"]]);

/** An answer of the API. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiOutcome {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, text, headers: new Map([...JSON_TYPE, ...Object.entries(headers)]) };
}

/** An error in Graph's own shape. */
export function error(status: number, code: string, headers: Readonly<Record<string, string>> = {}): ApiOutcome {
  return answer(status, { error: { code, message: "Something the tests do not look at." } }, headers);
}

export class FakeGraph implements Microsoft {
  readonly credentials = "client-secret";
  users: FakeUser[] = [];
  groups: FakeGroup[] = [];
  /** Objects a page holds at most. */
  pageSize = 100;
  odd: Odd = () => undefined;
  /** What was asked, decoded. */
  readonly asked: string[] = [];

  async request(request: ApiRequest): Promise<ApiOutcome> {
    this.asked.push(decodeURIComponent(request.path));
    await Promise.resolve();
    const odd = await this.odd(request, this.asked.length);
    return odd ?? this.#answer(new URL(request.path, "https://graph.contoso.com"));
  }

  async identify() {
    return { clientId: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", objectId: null, roles: [] };
  }

  async close(): Promise<void> {}

  #answer(url: URL): ApiOutcome {
    const [, kind, id, relation] = url.pathname.split("/").map(decodeURIComponent);
    if (kind === "users" && id !== undefined) return this.#withManager(id);
    if (kind === "users") return this.#list(this.users.filter(passes(url)).map(shown), url);
    if (kind === "groups" && relation === "owners") {
      const owners = this.groups.find((group) => group.id === id)?.owners ?? [];
      const objects = owners.flatMap((owner) =>
        typeof owner === "string" ? this.users.filter((user) => user.id === owner).map(shown) : owner,
      );
      return this.#list(objects, url);
    }
    return this.#list(this.groups.filter(passes(url)), url);
  }

  #withManager(id: string): ApiOutcome {
    const user = this.users.find((each) => each.id === id);
    if (user === undefined) return error(404, "Request_ResourceNotFound");
    const manager = this.users.find((each) => each.id === user.manager);
    return answer(200, { id, ...(manager === undefined ? {} : { manager: shown(manager) }) });
  }

  #list(objects: readonly unknown[], url: URL): ApiOutcome {
    const start = Number(url.searchParams.get("$skiptoken") ?? "0");
    const size = Math.min(this.pageSize, Number(url.searchParams.get("$top") ?? "100"));
    const next = start + size < objects.length ? { "@odata.nextLink": `${url.origin}/v1.0/elsewhere?$skiptoken=${start + size}` } : {};
    return answer(200, { ...next, value: objects.slice(start, start + size) });
  }
}

/** A user as he is shown: Graph calls an account enabled that nobody has disabled. */
function shown({ manager: _manager, ...user }: FakeUser): object {
  return { "@odata.type": "#microsoft.graph.user", accountEnabled: true, userType: "Member", ...user };
}

/** The literals of a filter decide; that the filter as a whole is one is the emulator's to say (test/microsoft). */
function passes(url: URL): (object: FakeUser & FakeGroup) => boolean {
  const filter = url.searchParams.get("$filter");
  if (filter === null) return () => true;
  const literals = [...filter.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'").toLowerCase());
  const isEnding = filter.startsWith("endsWith");
  return ({ mail, userPrincipalName, proxyAddresses = [] }) =>
    [mail, userPrincipalName, ...(isEnding ? [] : proxyAddresses)].some((held) => {
      const text = held?.toLowerCase();
      return text !== undefined && literals.some((wanted) => (isEnding ? text.endsWith(wanted) : text === wanted));
    });
}
