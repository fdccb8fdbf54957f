import { readFileSync } from "node:fs";
import { Agent, fetch } from "undici";
import type { EmulatorPlace } from "./emulator-process.ts";

/** The first table of an answer. A `dynamic` cell is JSON text. */
export interface WorkspaceTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

interface QueryAnswer {
  readonly tables: readonly {
    readonly columns: readonly { readonly name: string }[];
    readonly rows: readonly (readonly unknown[])[];
  }[];
}

/** Asks the emulated workspace as an analyst's client would: a token from the login service, then the query API, over TLS. `ca` is a PEM file. */
export async function askWorkspace(place: EmulatorPlace, ca: string, query: string): Promise<WorkspaceTable> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(ca, "utf8") } });
  const post = async (path: string, type: string, body: string, token?: string): Promise<unknown> => {
    const headers = { "content-type": type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${place.url}${path}`, { method: "POST", headers, body, dispatcher });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  };
  try {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: place.clientId,
      client_secret: place.clientSecret,
      scope: "https://api.loganalytics.io/.default",
    });
    const login = `/${place.tenantId}/oauth2/v2.0/token`;
    const { access_token: token } = (await post(login, "application/x-www-form-urlencoded", `${form}`)) as {
      access_token: string;
    };
    const path = `/v1/workspaces/${place.workspaceId}/query`;
    const { tables } = (await post(path, "application/json", JSON.stringify({ query }), token)) as QueryAnswer;
    const [first] = tables;
    return { columns: first?.columns.map(({ name }) => name) ?? [], rows: first?.rows ?? [] };
  } finally {
    await dispatcher.close();
  }
}
