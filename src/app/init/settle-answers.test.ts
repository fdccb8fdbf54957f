import { expect, it } from "vitest";
import type { Conversation } from "./conversation.ts";
import { createAnswerJudge } from "./judge-answers.ts";
import { type GivenAnswers, settleAnswers } from "./settle-answers.ts";

const JUDGE = createAnswerJudge();

/** Somebody who answers what is asked under a heading, in turn, takes the default of everything else, and leaves after 40 questions. */
function somebody(said: { readonly [heading: string]: readonly string[] }) {
  const left = new Map(Object.entries(said).map(([heading, lines]) => [heading, [...lines]]));
  const asked: string[] = [];
  const complaints: string[] = [];
  const conversation: Conversation = {
    tell(lines, heading) {
      if (heading === undefined) complaints.push(lines.map((line) => line.trim()).join(" "));
      else asked.push(heading);
    },
    ask: async () => (asked.length > 40 ? null : (left.get(asked.at(-1) ?? "")?.shift() ?? "")),
  };
  return { conversation, asked, complaints };
}

const settle = (given: GivenAnswers, conversation: Conversation) =>
  settleAnswers(given, conversation, JUDGE, "/nowhere");

const FOLDER = "The folder mails are written to";

it("asks again for the answer that does not go with another, and for nothing else", async () => {
  const { conversation, asked, complaints } = somebody({
    [FOLDER]: ["", "letters"],
    "The database file": ["./mails"],
  });

  const answers = await settle({}, conversation);

  expect(complaints).toEqual([
    "That will not do: the folder mails are written to: this leads to the same place as store.path. Needed: a place of its own for each.",
  ]);
  expect(asked.slice(-2)).toEqual(["The database file", FOLDER]);
  expect(asked.filter((heading) => heading === FOLDER)).toHaveLength(2);
  expect(answers).toMatchObject({ outbox: ["letters"], store: ["./mails"] });
});

it("does not ask for what a flag says, and refuses the flag if it does not go with an answer", async () => {
  const { conversation, asked } = somebody({ "The database file": ["mails"] });

  await expect(settle({ outbox: ["mails"] }, conversation)).rejects.toMatchObject({
    code: "USAGE",
    detail: expect.stringMatching(/^--outbox: this leads to the same place as store\.path/),
  });
  expect(asked).not.toContain(FOLDER);
});

it("tells of wrong flags before it asks for more", async () => {
  const { conversation, asked } = somebody({});

  await expect(settle({ source: ["x"], domain: ["y"] }, conversation)).rejects.toMatchObject({
    detail: expect.stringMatching(/^--source: .*\n--domain: /),
  });
  expect(asked).toEqual([]);
});

it("the more is answered, the more is asked: a part that reaches Microsoft needs who we are there", async () => {
  const guid = "3f0a9c1b-2d4e-4f60-8a7b-9c0d1e2f3a4b";
  const { conversation, asked, complaints } = somebody({
    "How owners are told": ["graph-mail"],
    "The sender of mails": ["document-protection@contoso.com"],
    "The Microsoft Entra tenant's id": ["", "none", guid],
    "How Lockbell proves to Microsoft who it is": ["3"],
    "The client id": ["none", guid],
  });

  const answers = await settle({}, conversation);

  expect(asked).not.toContain(FOLDER);
  expect(complaints).toEqual([
    "That will not do: this needs an answer.",
    'That will not do: found "none". Allowed: a GUID without braces, or empty.',
    "That will not do: found text (not shown). Allowed: a GUID without braces.",
  ]);
  expect(answers).toMatchObject({
    "tenant-id": [guid],
    credentials: ["client-secret"],
    "client-id": [guid],
    "client-secret": ["file:lockbell-secret.txt"],
  });
});
