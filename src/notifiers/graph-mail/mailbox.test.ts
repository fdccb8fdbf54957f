import { describe, expect, it } from "vitest";
import type { ApiOutcome, ApiRequest, Microsoft } from "../../microsoft/microsoft.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";

const { signal } = new AbortController();

/** Microsoft that answers every request with the same, and keeps what it was asked. */
function answering(status: number, body: unknown): { readonly asked: ApiRequest[]; readonly mailbox: Mailbox } {
  const asked: ApiRequest[] = [];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const microsoft: Microsoft = {
    credentials: "client-secret",
    request: async (request): Promise<ApiOutcome> => {
      asked.push(request);
      return { kind: "answer", status, headers: new Map(), text };
    },
    identify: () => Promise.reject(new Error("Nobody was to be identified.")),
    close: async () => undefined,
  };
  return { asked, mailbox: createMailbox(microsoft, "O'Brien+Alerts@Contoso.com", systemClock) };
}

const ROOT = "/users/o'brien%2Balerts%40contoso.com";
const IMMUTABLE = 'IdType="ImmutableId"';

describe("a step at the mailbox", () => {
  it.each<[string, (mailbox: Mailbox) => Promise<unknown>, Partial<ApiRequest>]>([
    [
      "makes a draft of the message's bytes",
      (mailbox) => mailbox.createDraft(Buffer.from("From: a\r\n\r\n\xff", "latin1"), signal),
      {
        method: "POST",
        path: `${ROOT}/messages`,
        headers: { "Content-Type": "text/plain", Prefer: IMMUTABLE },
        body: "RnJvbTogYQ0KDQr/",
      },
    ],
    [
      "tells a draft to go",
      (mailbox) => mailbox.sendDraft("AAk/ALg+=", signal),
      { method: "POST", path: `${ROOT}/messages/AAk%2FALg%2B%3D/send`, headers: { Prefer: IMMUTABLE } },
    ],
    [
      "asks a draft",
      (mailbox) => mailbox.isDraft("../me", signal),
      { method: "GET", path: `${ROOT}/messages/..%2Fme?$select=id,isDraft`, headers: { Prefer: IMMUTABLE } },
    ],
    [
      "removes a draft",
      (mailbox) => mailbox.deleteDraft("AAk", signal),
      { method: "DELETE", path: `${ROOT}/messages/AAk`, headers: { Prefer: IMMUTABLE } },
    ],
    [
      "sends in one step",
      (mailbox) => mailbox.sendMail("RnJv", signal),
      { method: "POST", path: `${ROOT}/sendMail`, headers: { "Content-Type": "text/plain" }, body: "RnJv" },
    ],
    [
      "looks for a Message-ID",
      (mailbox) => mailbox.find("<it's&1@contoso.com>", signal),
      {
        method: "GET",
        path: `${ROOT}/messages?$filter=internetMessageId%20eq%20'%3Cit''s%261%40contoso.com%3E'&$select=id,isDraft,internetMessageId&$top=25`,
        headers: { Prefer: IMMUTABLE },
      },
    ],
    [
      "lists old drafts",
      (mailbox) => mailbox.oldDrafts(Date.parse("2026-10-19T09:00:00Z"), 50, signal),
      {
        method: "GET",
        path: `${ROOT}/mailFolders/drafts/messages?$filter=createdDateTime%20lt%202026-10-19T09%3A00%3A00.000Z&$orderby=createdDateTime%20desc&$select=id,isDraft,internetMessageId,createdDateTime,internetMessageHeaders&$top=50`,
        headers: { Prefer: IMMUTABLE },
      },
    ],
  ])("%s", async (_name, step, request) => {
    const { asked, mailbox } = answering(200, "{}");
    await step(mailbox);
    expect(asked).toEqual([{ api: "graph", ...request, signal, timeoutMs: 15_000 }]);
  });

  it.each<[string, unknown]>([
    ["no JSON", "<html>Sign in to the guest network</html>"],
    ["nothing", ""],
    ["another shape", { value: "AAk" }],
    ["an empty id", { id: "", isDraft: "yes" }],
  ])("is repeated when the answer is %s", async (_name, body) => {
    const { mailbox } = answering(200, body);
    const doubt = { kind: "retry", reason: "unexpected-answer" };
    expect(await answering(201, body).mailbox.createDraft(new Uint8Array(), signal)).toEqual(doubt);
    expect(await mailbox.isDraft("AAk", signal)).toEqual(doubt);
    expect(await mailbox.find("<a@contoso.com>", signal)).toEqual(doubt);
    expect(await mailbox.oldDrafts(0, 1, signal)).toEqual(doubt);
  });

  it("takes for a message only one whose Message-ID is the very same", async () => {
    const value = ["<a@contoso.com>", "<aa@contoso.com>", null, undefined].map((internetMessageId, n) => ({
      id: `${n}`,
      isDraft: false,
      internetMessageId,
    }));
    const { mailbox } = answering(200, { value });
    expect(await mailbox.find("<a@contoso.com>", signal)).toMatchObject({ kind: "done", value: [{ id: "0" }] });
  });
});
