import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOON } from "../../testing/services.ts";
import { base64Mime, createGraphTenant, type GraphTenant, IMMUTABLE, MIME, SENDER } from "../testing/graph-tenant.ts";

const base = `users/${SENDER}`;
const KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name NoticeKey";

let tenant: GraphTenant;

/** Five messages a minute apart: three drafts, one sent, one received. */
async function fill() {
  tenant = await createGraphTenant();
  const draft = (subject: string, more: object = {}) =>
    tenant.ask("POST", `${base}/messages`, {
      body: { subject, toRecipients: [{ emailAddress: { address: "anna.sato@contoso.com" } }], ...more },
    });
  const key = (value: string, id = KEY) => ({ singleValueExtendedProperties: [{ id, value }] });
  await draft("One", { ...key("K-1"), internetMessageId: "<one'1@contoso.com>" });
  tenant.clock.now += 60_000;
  await draft("Two", { ...key("K-2"), importance: "high", categories: ["Notices"] });
  tenant.clock.now += 60_000;
  await draft("Three", key("K-1", KEY.replace("NoticeKey", "noticekey")));
  tenant.clock.now += 60_000;
  await tenant.ask("POST", `${base}/sendMail`, {
    body: base64Mime({ "Message-ID": "<four@contoso.com>", To: "anna.sato@contoso.com", Subject: "Four" }),
    headers: MIME,
  });
  tenant.clock.now += 60_000;
  await tenant.ask("POST", "users/adele.vance@contoso.com/sendMail", {
    body: { message: { subject: "Five", toRecipients: [{ emailAddress: { address: SENDER } }] } },
  });
}

const subjects = async (path: string) => {
  const { status, body } = await tenant.ask("GET", path);
  expect(status).toBe(200);
  return body.value.map(({ subject }: { subject: string }) => subject);
};
const filtered = (text: string, more = "") => subjects(`${base}/messages?$filter=${encodeURIComponent(text)}${more}`);

describe("finding messages", () => {
  beforeAll(fill);

  test.each([
    ["its Message-ID", "internetMessageId eq '<four@contoso.com>'", ["Four"]],
    ["a Message-ID with a quote", "internetMessageId eq '<one''1@contoso.com>'", ["One"]],
    ["whether it is a draft", "isDraft eq true", ["Three", "Two", "One"]],
    [
      "its time, from both sides",
      "createdDateTime gt 2026-11-20T12:00:00Z and createdDateTime le 2026-11-20T12:02:00Z",
      ["Three", "Two"],
    ],
    ["a time of another zone", "createdDateTime lt 2026-11-20T13:00:01+01:00", ["One"]],
    ["its beginning", "startswith(subject,'t')", ["Three", "Two"]],
    ["something in it", "contains(subject,'o') and not(isDraft eq true)", ["Four"]],
    ["its sender", "from/emailAddress/address eq 'ADELE.vance@contoso.com'", ["Five"]],
    ["its importance", "importance eq 'high'", ["Two"]],
    ["its category", "categories/any(c:c eq 'notices')", ["Two"]],
    [
      "a named property, whose value has no case",
      `singleValueExtendedProperties/Any(ep: ep/id eq '${KEY}' and ep/value eq 'k-1')`,
      ["One"],
    ],
    [
      "a named property, whose GUID has none either",
      `singleValueExtendedProperties/any(p: p/id eq '${KEY.replace("66f5a359", "66F5A359")}' and p/value eq 'K-2')`,
      ["Two"],
    ],
    [
      "a named property, whose name has",
      `singleValueExtendedProperties/any(p: p/id eq '${KEY.replace("Notice", "notice")}' and p/value eq 'K-1')`,
      [],
    ],
  ])("by %s", async (_what, text, expected) => {
    expect(await filtered(text)).toEqual(expected);
  });

  test("in one folder, by its name in any case or its id", async () => {
    expect(await subjects(`${base}/mailFolders/SentItems/messages`)).toEqual(["Four"]);
    expect(await subjects(`${base}/mailFolders/inbox/messages`)).toEqual(["Five"]);
    const { body } = await tenant.ask("GET", `${base}/mailFolders('drafts')?$select=displayName,totalItemCount`);
    expect(body).toMatchObject({ displayName: "Drafts", totalItemCount: 3 });
    expect(await subjects(`${base}/mailFolders/${body.id}/messages`)).toEqual(["Three", "Two", "One"]);
    expect(await subjects(`${base}/mailFolders/archive/messages`)).toEqual([]);
  });

  test("in an order", async () => {
    expect(await subjects(`${base}/messages?$orderby=createdDateTime`)).toEqual([
      "One",
      "Two",
      "Three",
      "Four",
      "Five",
    ]);
    expect(await subjects(`${base}/messages?$orderby=isDraft desc,subject asc`)).toEqual([
      "One",
      "Three",
      "Two",
      "Five",
      "Four",
    ]);
    const since = "createdDateTime ge 2026-11-20T12:01:00Z and isDraft eq true";
    expect(await filtered(since, "&$orderby=createdDateTime")).toEqual(["Two", "Three"]);
  });

  test("in pages, ten at first, each message once", async () => {
    const seen: string[] = [];
    let path = `/v1.0/${base}/messages?$top=2&$select=subject`;
    while (path !== "") {
      const { body } = await tenant.ask("GET", path);
      seen.push(...body.value.map(({ subject }: { subject: string }) => subject));
      path = (body["@odata.nextLink"] ?? "").replace("http://localhost:80", "");
    }
    expect(seen).toEqual(["Five", "Four", "Three", "Two", "One"]);
    const { body } = await tenant.ask("GET", `${base}/messages?$count=true&$top=1`);
    expect([body["@odata.count"], body["@odata.nextLink"]]).toEqual([5, expect.stringContaining("$skip=1")]);
  });

  test("with what was selected, always with id and version", async () => {
    const { body } = await tenant.ask("GET", `${base}/messages?$top=1&$select=Subject,internetMessageHeaders`);
    expect(Object.keys(body.value[0])).toEqual(["@odata.etag", "id", "subject", "internetMessageHeaders"]);
  });

  test("with immutable ids in lists, if they are asked for", async () => {
    const { body, headers } = await tenant.ask("GET", `${base}/messages?$select=id`, { headers: IMMUTABLE });
    const known = tenant.state.mailboxes.get(SENDER)!.messages.map(({ immutableId }) => immutableId);
    expect(body.value.map(({ id }: { id: string }) => id)).toEqual(known.reverse());
    expect(headers["preference-applied"]).toBe('IdType="ImmutableId"');
  });

  test("with their extended properties, if those are asked for", async () => {
    const query = `$select=id&$expand=singleValueExtendedProperties($filter=id eq '${KEY}')`;
    const { body } = await tenant.ask("GET", `${base}/messages?$orderby=createdDateTime&$top=2&${query}`);
    expect(body.value[0].singleValueExtendedProperties).toEqual([{ id: KEY, value: "K-1" }]);
  });
});

describe("reading one message", () => {
  test("its body as it is, or as text if that is preferred", async () => {
    await fill();
    const { body: made } = await tenant.ask("POST", `${base}/messages`, {
      body: { body: { contentType: "html", content: "<style>p{}</style><p>Tom &amp;&nbsp;Jerry</p><p>1 &lt; 2" } },
    });
    expect(made.body).toEqual({
      contentType: "html",
      content: "<style>p{}</style><p>Tom &amp;&nbsp;Jerry</p><p>1 &lt; 2",
    });
    expect(made.bodyPreview).toBe("Tom & Jerry\r\n1 < 2");
    const { body, headers } = await tenant.ask("GET", `${base}/messages/${made.id}?$select=body`, {
      headers: { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' },
    });
    expect(body.body).toEqual({ contentType: "text", content: "Tom & Jerry\r\n1 < 2" });
    expect(headers["preference-applied"]).toBe('IdType="ImmutableId", outlook.body-content-type="text"');
  });
});

describe("deleting", () => {
  beforeEach(fill);

  test("moves to Deleted Items, where it is found, and from there it is gone", async () => {
    const [draft] = tenant.state.mailboxes.get(SENDER)!.messages;
    const path = `${base}/messages/${draft!.immutableId}`;
    const { status, body } = await tenant.ask("DELETE", path);
    expect({ status, body }).toEqual({ status: 204, body: undefined });
    expect(await subjects(`${base}/mailFolders/deleteditems/messages`)).toEqual(["One"]);
    expect(await filtered("internetMessageId eq '<one''1@contoso.com>'")).toEqual(["One"]);
    expect((await tenant.ask("DELETE", path)).status).toBe(204);
    expect((await tenant.ask("DELETE", path)).status).toBe(404);
    expect(await subjects(`${base}/messages`)).toHaveLength(4);
  });
});

test("a message somebody else put there reads as it stands", async () => {
  tenant = await createGraphTenant();
  tenant.state.mailboxes.get(SENDER)!.messages.push({
    id: "AAMkPlanted",
    immutableId: "AAkPlanted",
    internetMessageId: "<planted@contoso.com>",
    isDraft: false,
    folder: "inbox",
    mime: Buffer.from("Subject: Planted\r\n\r\nHi"),
    subject: "Planted",
    from: "adele.vance@contoso.com",
    to: [SENDER],
    replyTo: [],
    html: null,
    text: "Hi",
    headers: [{ name: "Subject", value: "Planted" }],
    createdAt: NOON,
    sentAt: NOON,
  });
  const { body } = await tenant.ask("GET", `${base}/messages/AAMkPlanted`);
  expect(body).toMatchObject({
    subject: "Planted",
    from: { emailAddress: { name: "Adele Vance", address: "adele.vance@contoso.com" } },
    body: { contentType: "text", content: "Hi" },
    receivedDateTime: "2026-11-20T12:00:00Z",
  });
});
