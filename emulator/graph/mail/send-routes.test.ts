import { beforeEach, describe, expect, test } from "vitest";
import { base64Mime, createGraphTenant, type GraphTenant, IMMUTABLE, MIME, SENDER } from "../testing/graph-tenant.ts";

let tenant: GraphTenant;
beforeEach(async () => {
  tenant = await createGraphTenant();
});

const mailbox = (address: string) => tenant.state.mailboxes.get(address)?.messages ?? [];
const folders = (address: string) => mailbox(address).map(({ folder, subject }) => `${folder}: ${subject}`);
const sendMail = (body: unknown, headers = {}) => tenant.ask("POST", `users/${SENDER}/sendMail`, { body, headers });
const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));
const sender = `users/${SENDER}`;

describe("sendMail as JSON", () => {
  test("answers 202 and nothing more, keeps the message and delivers it", async () => {
    const { status, body } = await sendMail({
      message: {
        subject: "Grüße, 世界",
        body: { contentType: "HTML", content: "<p>Hällo</p>" },
        toRecipients: [{ emailAddress: { address: "Adele.Vance@contoso.com", name: "Adele" } }],
        ccRecipients: to("partner@fabrikam.com"),
        replyTo: to("desk@contoso.com"),
        importance: "high",
        internetMessageHeaders: [{ name: "x-notice-id", value: "K7QD-2M9P" }],
      },
    });
    expect({ status, body }).toEqual({ status: 202, body: undefined });
    expect(folders(SENDER)).toEqual(["sentitems: Grüße, 世界"]);
    const [received] = mailbox("adele.vance@contoso.com");
    expect(received).toMatchObject({
      folder: "inbox",
      isDraft: false,
      subject: "Grüße, 世界",
      html: "<p>Hällo</p>",
      from: SENDER,
      to: ["Adele.Vance@contoso.com"],
      replyTo: ["desk@contoso.com"],
    });
    expect(received!.headers).toContainEqual({ name: "x-notice-id", value: "K7QD-2M9P" });
    expect(received!.mime.toString()).toContain("Importance: high\r\n");
    expect(tenant.state.mailboxes.get("partner@fabrikam.com")).toMatchObject({ ours: false });
    expect(folders("partner@fabrikam.com")).toEqual(["inbox: Grüße, 世界"]);
  });

  test.each([
    ["true", 1],
    ["false", 0],
    [true, 1],
    [false, 0],
    [null, 1],
  ])("saveToSentItems %j keeps %i", async (saveToSentItems, kept) => {
    await sendMail({
      Message: { Subject: "S", ToRecipients: to("anna.sato@contoso.com") },
      SaveToSentItems: saveToSentItems,
    });
    expect(mailbox(SENDER)).toHaveLength(kept);
    expect(mailbox("anna.sato@contoso.com")).toHaveLength(1);
  });

  test("a mail to an alias, or twice to one person, arrives once in the one mailbox", async () => {
    await sendMail({
      message: {
        subject: "Once",
        toRecipients: to("adele.vance@contoso.onmicrosoft.com", "adele.vance@contoso.com"),
        bccRecipients: to("ADELE.VANCE@contoso.com"),
      },
    });
    expect(folders("adele.vance@contoso.com")).toEqual(["inbox: Once"]);
    expect(tenant.state.mailboxes.has("adele.vance@contoso.onmicrosoft.com")).toBe(false);
  });

  test("hostile names make no header of their own", async () => {
    await sendMail({
      message: {
        subject: "A\r\nBcc: victim@contoso.com",
        toRecipients: [{ emailAddress: { address: "anna.sato@contoso.com", name: 'x"\r\nX-Evil: 1\r\n\r\n<b>' } }],
        internetMessageHeaders: [{ name: "x-a\r\nX-Evil", value: "1\r\nX-Evil: 2" }],
      },
    });
    const [received] = mailbox("anna.sato@contoso.com");
    expect(received!.headers.map(({ name }) => name.toLowerCase())).not.toContain("x-evil");
    expect(received!.subject).toBe("A\r\nBcc: victim@contoso.com");
    expect(tenant.state.mailboxes.has("victim@contoso.com")).toBe(false);
  });

  test("a hostile Message-ID, or name of an attachment, makes none either", async () => {
    const file = { "@odata.type": "#microsoft.graph.fileAttachment", name: 'a"\r\nX-Evil: 1', contentBytes: "YQ==" };
    await sendMail({
      message: {
        internetMessageId: "<1@contoso.com>\r\nX-Evil: 1",
        toRecipients: to("anna.sato@contoso.com"),
        attachments: [{ ...file, contentType: "a/b\r\nX-Evil: 1", contentId: "c\r\nX-Evil: 1" }],
      },
    });
    expect(mailbox("anna.sato@contoso.com")[0]!.mime.toString()).not.toMatch(/^x-evil/im);
  });

  test("attachments travel along, and an image in the text does not count as one", async () => {
    const file = (isInline: boolean) => ({
      "@odata.type": "#microsoft.graph.fileAttachment",
      name: "lögo.png",
      contentType: "image/png",
      contentId: "logo",
      isInline,
      contentBytes: Buffer.from("PNG").toString("base64"),
    });
    const message = {
      toRecipients: to("anna.sato@contoso.com"),
      body: { contentType: "html", content: "<img src=cid:logo>" },
    };
    await sendMail({ message: { ...message, subject: "inline", attachments: [file(true)] } });
    await sendMail({ message: { ...message, subject: "attached", attachments: [file(false)] } });
    const { body } = await tenant.ask("GET", "users/anna.sato@contoso.com/messages?$select=subject,hasAttachments");
    expect(body.value).toMatchObject([
      { subject: "attached", hasAttachments: true },
      { subject: "inline", hasAttachments: false },
    ]);
  });
});

describe("sendMail as MIME", () => {
  test("keeps the message byte for byte, its Message-ID too", async () => {
    const sent = base64Mime({
      "Message-ID": "<notice-1@contoso.com>",
      From: `Notices <${SENDER}>`,
      To: "Anna <anna.sato@contoso.com>",
      Subject: "=?utf-8?B?R3LDvMOfZQ==?=",
      "Auto-Submitted": "auto-generated",
    });
    const { status } = await sendMail(sent.replace(/(.{60})/g, "$1\r\n"), MIME);
    expect(status).toBe(202);
    const [kept] = mailbox(SENDER);
    const [received] = mailbox("anna.sato@contoso.com");
    expect(kept!.mime.toString("base64")).toBe(sent);
    expect(received!.mime.toString("base64")).toBe(sent);
    expect(received).toMatchObject({
      internetMessageId: "<notice-1@contoso.com>",
      subject: "Grüße",
      text: "Nothing to do.",
    });
    expect(received!.headers).toContainEqual({ name: "Auto-Submitted", value: "auto-generated" });
  });

  test("delivers to Bcc, which only the sender's copy shows", async () => {
    const sent = base64Mime({
      To: "anna.sato@contoso.com",
      Bcc: "adele.vance@contoso.com,\r\n berta@fabrikam.com",
      Subject: "S",
    });
    await sendMail(sent, MIME);
    for (const address of ["anna.sato@contoso.com", "adele.vance@contoso.com", "berta@fabrikam.com"]) {
      expect(mailbox(address)).toHaveLength(1);
      expect(mailbox(address)[0]!.mime.toString()).not.toMatch(/bcc|berta/i);
      expect(mailbox(address)[0]!.mime.toString()).toContain("Subject: S\r\n\r\nNothing to do.");
    }
    expect(mailbox(SENDER)[0]!.mime.toString()).toContain("Bcc: adele");
  });

  test("a message without a Message-ID gets one of the sender's domain", async () => {
    await sendMail(base64Mime({ To: "anna.sato@contoso.com" }), MIME);
    expect(mailbox("anna.sato@contoso.com")[0]!.internetMessageId).toMatch(/^<[\w-]+@contoso\.com>$/);
    expect(mailbox(SENDER)[0]!.internetMessageId).toBe(mailbox("anna.sato@contoso.com")[0]!.internetMessageId);
  });
});

describe("the draft way", () => {
  const create = async (headers: object = {}) =>
    await tenant.ask("POST", `${sender}/messages`, {
      body: base64Mime({ "Message-ID": "<n1@contoso.com>", To: "anna.sato@contoso.com", Subject: "Draft" }),
      headers: { ...MIME, ...headers },
    });

  test.each([
    [
      "MIME",
      {
        body: base64Mime({ "Message-ID": "<n1@contoso.com>", To: "anna.sato@contoso.com", Subject: "Draft" }),
        headers: MIME,
      },
    ],
    [
      "JSON",
      { body: { internetMessageId: "<n1@contoso.com>", subject: "Draft", toRecipients: to("anna.sato@contoso.com") } },
    ],
  ])("a draft made as %s is told with its names, and nobody got it yet", async (_how, asked) => {
    const { status, body } = await tenant.ask("POST", `${sender}/messages`, asked);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      "@odata.context": `http://localhost:80/v1.0/$metadata#users('${encodeURIComponent(SENDER)}')/messages/$entity`,
      "@odata.etag": `W/"${body.changeKey}"`,
      internetMessageId: "<n1@contoso.com>",
      isDraft: true,
      subject: "Draft",
      createdDateTime: "2026-11-20T12:00:00Z",
      toRecipients: [{ emailAddress: { name: "Anna Sato", address: "anna.sato@contoso.com" } }],
    });
    expect(body).not.toHaveProperty("internetMessageHeaders");
    expect(tenant.state.mailboxes.get("anna.sato@contoso.com")).toBeUndefined();
  });

  test("the kind of id that is asked for is given, and said", async () => {
    const usual = await create();
    const immutable = await create(IMMUTABLE);
    const [first, second] = mailbox(SENDER);
    expect(usual.body.id).toBe(first!.id);
    expect(usual.headers["preference-applied"]).toBeUndefined();
    expect(immutable.body.id).toBe(second!.immutableId);
    expect(immutable.headers["preference-applied"]).toBe('IdType="ImmutableId"');
  });

  test("sent, the immutable id goes on and the changing one does not; a second send sends nothing", async () => {
    const { body: draft } = await create();
    const immutableId = mailbox(SENDER)[0]!.immutableId;
    const sent = await tenant.ask("POST", `${sender}/messages/${draft.id}/send`);
    expect({ status: sent.status, body: sent.body }).toEqual({ status: 202, body: undefined });
    expect(folders(SENDER)).toEqual(["sentitems: Draft"]);

    const old = await tenant.ask("GET", `${sender}/messages/${draft.id}`);
    expect(old.body.error.code).toBe("ErrorItemNotFound");
    const found = await tenant.ask("GET", `${sender}/messages/${immutableId}?$select=isDraft,parentFolderId`, {
      headers: IMMUTABLE,
    });
    const folder = await tenant.ask("GET", `${sender}/mailFolders/sentitems`);
    expect(found.body).toMatchObject({ id: immutableId, isDraft: false, parentFolderId: folder.body.id });

    const again = await tenant.ask("POST", `${sender}/messages/${draft.id}/send`);
    expect([again.status, again.body.error.code]).toEqual([404, "ErrorItemNotFound"]);
    const onceMore = await tenant.ask("POST", `${sender}/messages/${immutableId}/send`);
    expect([onceMore.status, onceMore.body.error.code]).toEqual([400, "ErrorInvalidRequest"]);
    expect(mailbox("anna.sato@contoso.com")).toHaveLength(1);
  });

  test("two sends at once send once", async () => {
    const { body: draft } = await create(IMMUTABLE);
    const answers = await Promise.all([1, 2].map(() => tenant.ask("POST", `${sender}/messages/${draft.id}/send`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 400]);
    expect(mailbox("anna.sato@contoso.com")).toHaveLength(1);
  });

  test("a lost answer is a sent message all the same", async () => {
    const { body: draft } = await create(IMMUTABLE);
    tenant.state.faults.add({ name: "lost-response", operations: ["mail.send-draft"], times: 1 });
    await expect(tenant.ask("POST", `${sender}/messages/${draft.id}/send`)).rejects.toThrow();
    expect((await tenant.ask("GET", `${sender}/messages/${draft.id}`)).body.isDraft).toBe(false);
  });

  test("a draft whose sender is somebody else's cannot be sent", async () => {
    const { body: draft } = await tenant.ask("POST", `${sender}/messages`, {
      body: { subject: "S", from: to("adele.vance@contoso.com")[0], toRecipients: to("anna.sato@contoso.com") },
    });
    const { status, body } = await tenant.ask("POST", `${sender}/messages/${draft.id}/send`);
    expect([status, body.error.code]).toEqual([403, "ErrorSendAsDenied"]);
    expect(folders(SENDER)).toEqual(["drafts: S"]);
  });

  test("Exchange's own grants count, and only for mail", async () => {
    tenant.grant([], ["Application Mail.Send", "Application Mail.ReadWrite"]);
    const { status, body } = await create(IMMUTABLE);
    expect(status).toBe(201);
    expect((await tenant.ask("POST", `${sender}/messages/${body.id}/send`)).status).toBe(202);
    expect((await tenant.ask("GET", "users")).status).toBe(403);
  });
});

test("sent mail is found only after the delay, in lists and by id; whom it was for has it at once", async () => {
  tenant = await createGraphTenant({ sentItemsDelayMs: 30_000 });
  await sendMail(base64Mime({ "Message-ID": "<n1@contoso.com>", To: "anna.sato@contoso.com" }), MIME);
  const draft = await tenant.ask("POST", `${sender}/messages`, {
    body: { subject: "D", toRecipients: to("anna.sato@contoso.com") },
    headers: IMMUTABLE,
  });
  await tenant.ask("POST", `${sender}/messages/${draft.body.id}/send`);
  const list = async () => (await tenant.ask("GET", `${sender}/messages`)).body.value.length;
  const byId = async () => (await tenant.ask("GET", `${sender}/messages/${draft.body.id}`)).status;

  expect(mailbox("anna.sato@contoso.com")).toHaveLength(2);
  expect([await list(), await byId()]).toEqual([0, 404]);
  tenant.clock.now += 29_999;
  expect([await list(), await byId()]).toEqual([0, 404]);
  tenant.clock.now += 1;
  expect([await list(), await byId()]).toEqual([2, 200]);
});
