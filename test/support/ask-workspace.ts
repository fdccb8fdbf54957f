import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import type { Emulator } from "../../emulator/emulator.ts";

/** A row of an answer, by column. What is `dynamic` is parsed. */
export type Row = Readonly<Record<string, unknown>>;

/** Asks a workspace in KQL as an analyst's client does: with a token, over TLS. Throws for whatever is no answer. */
export async function askWorkspace(emulator: Emulator, query: string): Promise<readonly Row[]> {
  const { status, body } = await post(emulator, await tokenOf(emulator), query);
  // A workspace without any data says so.
  if (status === 204) return [];
  if (status !== 200) throw new Error(`The query failed with ${status}: ${body}`);
  const [table] = (JSON.parse(body) as { readonly tables: readonly Table[] }).tables;
  return (table?.rows ?? []).map((cells) =>
    Object.fromEntries((table?.columns ?? []).map(({ name, type }, i) => [name, cellOf(cells[i], type)])),
  );
}

interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

function cellOf(cell: unknown, type: string): unknown {
  return type === "dynamic" && typeof cell === "string" ? JSON.parse(cell) : cell;
}

async function tokenOf({ managedIdentityEnv: identity }: Emulator): Promise<string> {
  const answer = await fetch(
    `${identity.IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=https://api.loganalytics.io`,
    { headers: { "X-IDENTITY-HEADER": identity.IDENTITY_HEADER } },
  );
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

function post(
  { url, ca, state }: Emulator,
  token: string,
  query: string,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const options: RequestOptions = {
    method: "POST",
    ca,
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      // The service answers the same question from memory for a while.
      "cache-control": "no-cache",
    },
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/workspaces/${state.workspaceId}/query`, options, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
    });
    sent.on("error", reject).end(JSON.stringify({ query }));
  });
}
