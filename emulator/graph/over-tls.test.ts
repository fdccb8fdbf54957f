import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, fetch } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "../emulator.ts";
import { startEmulator } from "../start-emulator.ts";
import { base64Mime, IMMUTABLE, MIME } from "./testing/graph-tenant.ts";

const SENDER = "document-protection@contoso.com";

let data: string;
let emulator: Emulator;
let dispatcher: Agent;
let authorization: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "graph-"));
  emulator = await startEmulator({ data });
  dispatcher = new Agent({ connect: { ca: emulator.ca } });
  const [application] = emulator.state.applications;
  const form = {
    client_id: application!.clientId,
    client_secret: application!.secrets[0]!,
    scope: "https://graph.microsoft.com/.default",
    grant_type: "client_credentials",
  };
  const response = await fetch(`${emulator.url}/${emulator.state.tenantId}/oauth2/v2.0/token`, {
    dispatcher,
    method: "POST",
    body: new URLSearchParams(form),
  });
  authorization = `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
  for (const name of ["adele", "bjorn", "chiara"]) {
    emulator.state.users.push({
      id: `00000000-0000-0000-0000-${name.padStart(12, "0")}`,
      displayName: name,
      userPrincipalName: `${name}@contoso.com`,
      mail: `${name}@contoso.com`,
      proxyAddresses: [],
      accountEnabled: true,
      userType: "Member",
    });
  }
});
afterAll(async () => {
  await dispatcher.close();
  await emulator.close();
  await rm(data, { recursive: true });
});

/** What Graph answers, over a real connection. */
async function ask(method: string, path: string, body: string | null = null, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, `${emulator.url}/v1.0/`), {
    dispatcher,
    method,
    body,
    headers: { authorization, ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

test("the next page's address can be followed as it is, inside a batch too", async () => {
  const requests = [{ id: "1", method: "GET", url: "/users?$top=1&$select=mail" }];
  const batch = await ask("POST", "$batch", JSON.stringify({ requests }), { "content-type": "application/json" });
  let page = batch.body.responses[0].body;
  const seen: string[] = [page.value[0].mail];
  while (page["@odata.nextLink"] !== undefined) {
    page = (await ask("GET", page["@odata.nextLink"])).body;
    seen.push(page.value[0].mail);
  }
  expect(seen).toEqual(["adele@contoso.com", "bjorn@contoso.com", "chiara@contoso.com"]);
});

test("a draft is made, sent and found, in any writing of the path", async () => {
  const mime = base64Mime({ "Message-ID": "<tls@contoso.com>", To: "adele@contoso.com", Subject: "Over TLS" });
  const draft = await ask("POST", `users/${SENDER}/messages`, mime, { ...MIME, ...IMMUTABLE });
  expect(draft.status).toBe(201);
  expect((await ask("POST", `Users/${SENDER}/Messages/${draft.body.id}/send`)).status).toBe(202);
  const found = await ask(
    "GET",
    `users('${SENDER}')/mailfolders/SentItems/messages?$filter=internetMessageId eq '<tls@contoso.com>'`,
    null,
    IMMUTABLE,
  );
  expect(found.body.value.map(({ id }: { id: string }) => id)).toEqual([draft.body.id]);
  expect(emulator.state.mailboxes.get("adele@contoso.com")?.messages).toHaveLength(1);
});

test("an answer that is lost was a mail all the same", async () => {
  emulator.state.faults.add({ name: "lost-response", operations: ["mail.send"], times: 1 });
  const mime = base64Mime({ To: "bjorn@contoso.com", Subject: "Lost" });
  await expect(ask("POST", `users/${SENDER}/sendMail`, mime, MIME)).rejects.toThrow();
  expect(emulator.state.mailboxes.get("bjorn@contoso.com")?.messages).toHaveLength(1);
});

test("of seven requests at once three are refused", async () => {
  emulator.state.faults.add({ name: "slow", delayMs: 500, operations: ["folder.get"] });
  const answers = await Promise.all(Array.from({ length: 7 }, () => ask("GET", `users/${SENDER}/mailFolders/inbox`)));
  emulator.state.faults.clear();
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429, 429, 429]);
});

test("a request of more than 4 MB is too large", async () => {
  const { status } = await ask("POST", `users/${SENDER}/sendMail`, "QUJD".repeat(1_100_000), MIME);
  expect(status).toBe(413);
});
