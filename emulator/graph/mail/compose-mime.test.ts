import fc from "fast-check";
import { expect, test } from "vitest";
import { composeMime } from "./compose-mime.ts";
import { isAddress } from "./message-content.ts";
import { decodeMime, readMime } from "./mime-content.ts";

const FROM = { name: "Notices", address: "notices@contoso.com" };
const message = {
  messageId: "<1@contoso.com>",
  date: Date.UTC(2026, 10, 20, 12),
  subject: "S",
  from: FROM,
  to: [{ name: "Anna Sato", address: "anna.sato@contoso.com" }],
  cc: [],
  bcc: [],
  replyTo: [],
  body: { type: "text" as const, content: "Hi" },
  headers: [],
  attachments: [],
};

// Controls are nobody's text, and the ends of a text may lose their blanks on the way.
const text = fc.string({ unit: "grapheme", maxLength: 120 }).map((raw) => raw.replace(/\p{Cc}/gu, "").trim());

test("what is written into a message is read out of it, in any script", async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, fc.constantFrom("text", "html"), async (subject, name, content, type) => {
      const to = [{ name, address: "anna.sato@contoso.com" }];
      const read = await readMime(composeMime({ ...message, subject, to, body: { type: type as "text", content } }));
      expect(read.subject).toBe(subject);
      expect(read.to.map(({ address }) => address)).toEqual(["anna.sato@contoso.com"]);
      expect((type === "html" ? read.html : read.text) ?? "").toBe(content);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("nothing in a message makes a header field that was not asked for", async () => {
  const nasty = fc.stringMatching(/^[a:\r\n "<>@=?,]{0,30}$/);
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (subject, name, value) => {
      const mime = composeMime({
        ...message,
        subject,
        to: [{ name, address: "anna.sato@contoso.com" }],
        headers: [{ name: `x-${name}`, value }],
      });
      const read = await readMime(mime);
      const names = read.headers.map((header) => header.name.toLowerCase());
      expect(names.filter((header) => !header.startsWith("x-"))).toEqual([
        "message-id",
        "date",
        "from",
        "to",
        "subject",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
      ]);
      expect(read.to.map(({ address }) => address)).toEqual(["anna.sato@contoso.com"]);
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("no line is longer than a mail server takes", () => {
  const mime = composeMime({
    ...message,
    subject: "ä".repeat(2_000),
    to: Array.from({ length: 50 }, (_, n) => ({ name: `Person ${n}`, address: `person${n}@contoso.com` })),
    body: { type: "text", content: "x".repeat(10_000) },
  });
  expect(
    Math.max(
      ...mime
        .toString()
        .split("\r\n")
        .map((line) => line.length),
    ),
  ).toBeLessThan(998);
});

test.each([
  ["anna.sato@contoso.com", true],
  ["o'neill+tag@contoso.com", true],
  ["jörg@contoso.com", true],
  ["anna", false],
  ["@contoso.com", false],
  ["anna@", false],
  ["a@contoso.com;b@contoso.com", false],
  ["a@contoso.com\r\n", false],
  ["<a@contoso.com>", false],
])("%j is an address: %s", (address, expected) => {
  expect(isAddress(address)).toBe(expected);
});

test("base64 of any bytes is undone, with line breaks anywhere", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
      const lines =
        Buffer.from(bytes)
          .toString("base64")
          .match(new RegExp(`.{1,${width}}`, "g")) ?? [];
      expect([...decodeMime(Buffer.from(lines.join("\r\n")))]).toEqual([...bytes]);
    }),
    { seed: 7 },
  );
});
