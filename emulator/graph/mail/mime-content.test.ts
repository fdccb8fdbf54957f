import { expect, test } from "vitest";
import { readMime } from "./mime-content.ts";
import { withoutBcc } from "./without-bcc.ts";

const mime = (...lines: string[]) => Buffer.from([...lines, "", "Text"].join("\r\n"));

test.each([
  ["Importance: high", "high"],
  ["Importance: Low", "low"],
  ["X-Priority: 1 (Highest)", "high"],
  ["X-Priority: 5", "low"],
  ["X-Priority: 3", "normal"],
  ["Subject: none", "normal"],
])("%s means an importance of %s", async (line, importance) => {
  expect((await readMime(mime(line))).importance).toBe(importance);
});

test("recipients of every kind, groups unwrapped, and what is no address left visible", async () => {
  const read = await readMime(
    mime(
      'To: "Sato, Anna" <anna.sato@contoso.com>, Team: adele@contoso.com, bo@contoso.com;',
      "Cc: Somebody",
      "Bcc: <c@contoso.com>",
      "Reply-To: =?utf-8?Q?J=C3=B6rg?= <d@contoso.com>",
    ),
  );
  expect(read.to.map(({ name, address }) => `${name} ${address}`)).toEqual([
    "Sato, Anna anna.sato@contoso.com",
    "adele@contoso.com adele@contoso.com",
    "bo@contoso.com bo@contoso.com",
  ]);
  expect(read.cc).toEqual([{ name: "Somebody", address: "Somebody" }]);
  expect(read.bcc).toEqual([{ name: "c@contoso.com", address: "c@contoso.com" }]);
  expect(read.replyTo).toEqual([{ name: "Jörg", address: "d@contoso.com" }]);
});

test("both bodies of a message that has two", async () => {
  const read = await readMime(
    mime(
      'Content-Type: multipart/alternative; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Grüße",
      "--b",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<p>Grüße</p>",
      "--b--",
    ),
  );
  expect([read.text, read.html]).toEqual(["Grüße", "<p>Grüße</p>"]);
});

test.each(["", "Hello", "\r\nSubject: after a blank line\r\n", " : no name\r\n\r\n"])(
  "%j is no message",
  async (text) => {
    await expect(readMime(Buffer.from(text))).rejects.toMatchObject({ status: 400, code: "ErrorMimeContentInvalid" });
  },
);

test("parts nested without end are refused", async () => {
  const deep = Array.from({ length: 1_000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`);
  await expect(readMime(Buffer.from(deep.join("\r\n")))).rejects.toMatchObject({ code: "ErrorMimeContentInvalid" });
});

test.each([
  ["To: a\r\nBcc: b\r\nSubject: c\r\n\r\nBcc: in the text\r\n", "To: a\r\nSubject: c\r\n\r\nBcc: in the text\r\n"],
  ["BCC: b,\r\n\tc\r\nTo: a\r\n\r\nx", "To: a\r\n\r\nx"],
  ["To: a\nbcc : b\n\nx", "To: a\n\nx"],
  ["To: a\r\nX-Bcc: b\r\n\r\nx", "To: a\r\nX-Bcc: b\r\n\r\nx"],
  ["Bcc: b\r\nBcc: c\r\n\r\nBcc: d", "\r\nBcc: d"],
  ["To: a\r\n\r\nÿ€", "To: a\r\n\r\nÿ€"],
])("%j reaches its recipients as %j", (sent, received) => {
  expect(withoutBcc(Buffer.from(sent)).toString()).toBe(received);
});
