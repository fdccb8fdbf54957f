import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { renderNotice } from "../notice/render-notice.ts";
import { NASTY_NAMES, NOTICE, PRESENTATION, SAMPLE_NOTICES } from "../notice/testdata/sample-notices.ts";
import { composeMime, decodeMime, type Envelope } from "./mime.ts";

const ENVELOPE: Envelope = {
  from: { name: "Contoso Security", address: "document-protection@contoso.com" },
  to: "miriam.muller@contoso.com",
  replyTo: "security@contoso.com",
  date: new Date("2026-11-14T08:20:00Z"),
  messageId: "<0d4f5c1e@contoso.com>",
  deliveryId: "0d4f5c1e",
  language: "en",
};

describe("the message", () => {
  const rendered = renderNotice(NOTICE, PRESENTATION);

  it.each(["one-person-one-document", "digest", "right-to-left", "withdrawn-by-record-to-manager"])(
    "%s is byte for byte what was approved",
    async (name) => {
      const sample = SAMPLE_NOTICES.find((each) => each.name === name)!;
      const mime = await composeMime(renderNotice(sample.notice, sample.presentation), ENVELOPE);
      expect(mime.toString("latin1")).not.toMatch(/[^\r]\n|[\x80-\xff]/);
      await expect(mime.toString("utf8").replaceAll("\r\n", "\n")).toMatchFileSnapshot(`testdata/${name}.eml`);
    },
  );

  it("is the same for equal input, and differs by delivery only in the boundary", async () => {
    const [once, twice, other] = await Promise.all([
      composeMime(rendered, ENVELOPE),
      composeMime(rendered, { ...ENVELOPE }),
      composeMime(rendered, { ...ENVELOPE, deliveryId: "other" }),
    ]);
    expect(once.equals(twice)).toBe(true);
    const unbounded = (mime: Buffer): string => mime.toString().replace(/lockbell-[0-9a-f]{24}/g, "");
    expect(once.equals(other)).toBe(false);
    expect(unbounded(once)).toBe(unbounded(other));
  });

  it("has one recipient, answers that reach people, and asks machines not to answer", async () => {
    const parsed = await simpleParser(await composeMime(rendered, ENVELOPE));
    expect(parsed.to).toMatchObject({ value: [{ address: "miriam.muller@contoso.com", name: "" }] });
    expect(parsed.from?.value).toEqual([{ address: "document-protection@contoso.com", name: "Contoso Security" }]);
    expect(parsed.replyTo?.value).toEqual([{ address: "security@contoso.com", name: "" }]);
    expect([...parsed.headers.keys()].sort()).toEqual(
      [
        "auto-submitted",
        "content-language",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "subject",
        "to",
        "x-auto-response-suppress",
      ].sort(),
    );
    expect(parsed.headers.get("auto-submitted")).toBe("auto-generated");
    expect(parsed.headers.get("x-auto-response-suppress")).toBe("All");
    expect(parsed.headers.get("content-language")).toBe("en");
    expect(parsed.messageId).toBe(ENVELOPE.messageId);
    expect(parsed.date).toEqual(ENVELOPE.date);
    expect(parsed.attachments).toEqual([]);
  });

  it("without a reply address has no such header", async () => {
    expect((await composeMime(rendered, { ...ENVELOPE, replyTo: null })).toString()).not.toMatch(/^Reply-To/im);
  });
});

describe("taken apart again", () => {
  it.each(SAMPLE_NOTICES)("$name is what went in, for two libraries", async ({ notice, presentation }) => {
    const rendered = renderNotice(notice, presentation);
    const mime = await composeMime(rendered, ENVELOPE);
    const [ours, theirs] = [
      await decodeMime(mime),
      await simpleParser(mime, { skipTextToHtml: true, skipHtmlToText: true }),
    ];
    for (const [text, html, subject] of [
      [ours.text, ours.html, ours.subject],
      [theirs.text ?? "", theirs.html || "", theirs.subject ?? ""],
    ]) {
      expect(subject).toBe(rendered.subject);
      expect(text?.trimEnd()).toBe(rendered.text.trimEnd());
      expect(html?.trimEnd()).toBe(rendered.html.trimEnd());
    }
    expect(ours.htmlText).not.toMatch(/<[a-z]/i);
  });
});

describe("nothing a stranger wrote becomes a header, a part or an address", () => {
  const expected = [
    "auto-submitted",
    "x-auto-response-suppress",
    "content-language",
    "from",
    "to",
    "reply-to",
    "subject",
    "message-id",
    "date",
    "mime-version",
    "content-type",
  ];

  it("in a subject, a text or an HTML body", async () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        ...NASTY_NAMES,
        "\r\nBcc: evil@fabrikam.com",
        "a\n\n--lockbell--\n",
        "=?utf-8?b?DQpCY2M6IGU=?=",
        "\r\n.\r\n",
      ),
      fc.string({ unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const mime = await composeMime(
          { subject: `Access blocked: ${text}`, text: `x ${text}`, html: `<p>${text}</p>` },
          ENVELOPE,
        );
        const { headers } = await decodeMime(mime);
        expect(headers.map(({ name }) => name.toLowerCase())).toEqual(expected);
        const parsed = await simpleParser(mime);
        expect(parsed.bcc).toBeUndefined();
        expect(parsed.attachments).toEqual([]);
      }),
      { seed: 101, numRuns: 150 },
    );
  });

  it("in the sender's name", async () => {
    const from = { name: 'Evil" <evil@fabrikam.com>\r\nBcc: x@fabrikam.com', address: ENVELOPE.from.address };
    const parsed = await simpleParser(await composeMime(renderNotice(NOTICE, PRESENTATION), { ...ENVELOPE, from }));
    expect(parsed.from?.value.map(({ address }) => address)).toEqual([ENVELOPE.from.address]);
    expect(parsed.headers.has("bcc")).toBe(false);
  });
});
