import { describe, expect, it } from "vitest";
import { COMPONENT_KINDS } from "../../config/component-kinds.ts";
import { buildConfigSchema } from "../../config/config-schema.ts";
import { configSchemaNode, schemaAt } from "../../config/schema-node.ts";
import type { Answers, QuestionName } from "./answers.ts";
import { draftConfig, plainDraft } from "./draft.ts";
import { createAnswerJudge } from "./judge-answers.ts";
import { QUESTIONS } from "./questions.ts";

const SCHEMA = configSchemaNode(COMPONENT_KINDS);

const named = (name: QuestionName) => QUESTIONS.find((question) => question.name === name)!;
const offered = (name: QuestionName): readonly string[] => named(name).choices!.map((choice) => choice.name);

/** Sets of choices after which, taken together, every question is asked. */
const CHOICES: readonly Answers[] = [
  {
    source: ["rms-log", "log-analytics"],
    table: ["custom"],
    owners: ["directory-file"],
    notifier: ["smtp"],
    "smtp-tls": ["required"],
    "smtp-user": ["lockbell"],
    sink: ["ndjson-file", "sentinel-stix"],
    credentials: ["client-secret"],
  },
  { source: ["log-analytics"], owners: ["graph"], notifier: ["file"], credentials: ["client-certificate"] },
  { source: ["log-analytics"], owners: ["graph"], notifier: ["graph-mail"], credentials: ["workload-identity"] },
];

const ASKED = QUESTIONS.map((question) => ({
  question,
  name: question.name,
  answers: CHOICES.find((choices) => question.when?.holds(choices) !== false)!,
}));

describe("the questions", () => {
  it("have names of their own", () => {
    expect(new Set(QUESTIONS.map(({ name }) => name)).size).toBe(QUESTIONS.length);
  });

  it.each(ASKED)("$name is explained by the schema, or by its choices", ({ question, answers }) => {
    const explanation = createAnswerJudge().explanation(question, answers);

    expect(explanation !== "" || question.choices !== undefined).toBe(true);
  });

  it.each(ASKED)("the answer to $name stands where the question says", ({ question, name, answers }) => {
    const given = question.form === "choice" || question.form === "choices" ? question.choices![0]!.name : "env:HERE";
    const at = question.at.map(String).join(".");

    const draft = JSON.stringify(
      question.at.reduce<unknown>(
        (here, step) => (here as Record<string | number, unknown>)[step],
        plainDraft(draftConfig({ ...answers, [name]: [given] })),
      ),
    );

    expect({ at, draft }).toEqual({ at, draft: expect.stringContaining(given.replace(/-.*/, "").slice(0, 3)) });
  });

  it.each([
    ["source", COMPONENT_KINDS.sources, ["document-log"]],
    ["owners", COMPONENT_KINDS.owners, ["delegate", "security"]],
    ["notifier", COMPONENT_KINDS.notifiers, []],
    ["sink", COMPONENT_KINDS.sinks, ["graph-tiindicator"]],
  ] as const)("%s offers every kind there is but those that are left out on purpose", (name, kinds, leftOut) => {
    expect([...offered(name), ...leftOut].toSorted()).toEqual(kinds.map(({ type }) => type).toSorted());
  });

  it.each([
    ["table", { source: ["log-analytics"] }, []],
    ["smtp-tls", { notifier: ["smtp"] }, []],
    // What is custom has to be written by hand: every host of it.
    ["cloud", {}, ["custom"]],
  ] as const)(
    "%s offers every value of the schema but those that are left out on purpose",
    (name, answers, leftOut) => {
      const value = plainDraft(draftConfig({ ...answers, [name]: [offered(name)[0]!] }));

      expect([...offered(name), ...leftOut].toSorted()).toEqual(
        [...(schemaAt(SCHEMA, named(name).at, value)?.enum ?? [])].map(String).toSorted(),
      );
    },
  );

  it("credentials offers every kind", () => {
    const kinds = SCHEMA.properties!["credentials"]!.oneOf!.map(({ properties }) => properties!["type"]!.const);

    expect(offered("credentials")).toEqual(kinds);
  });

  it.each(["brand", "store", "smtp-tls", "cloud", "credentials"] as const)(
    "the default of %s is the configuration's own",
    (name) => {
      const file = buildConfigSchema(COMPONENT_KINDS).parse({
        sources: { logs: { type: "rms-log", path: "x" } },
        notifiers: { owners: { type: "smtp", host: "mail.contoso.com", from: "lockbell@contoso.com" } },
      });
      const value = named(name).at.reduce<unknown>((here, step) => (here as Record<string, unknown>)[step], file);
      const own = name === "credentials" ? (value as { type: string }).type : value;

      expect(named(name).fallback!({ notifier: ["smtp"] })).toEqual([own]);
    },
  );

  it("knows which of the kinds it offers reach Microsoft", () => {
    const reaching = Object.values(COMPONENT_KINDS)
      .flat()
      .filter(({ reaches = [] }) => reaches.length > 0)
      .map(({ type }) => type);

    for (const name of ["source", "owners", "notifier", "sink"] as const) {
      for (const choice of offered(name)) {
        expect([choice, named("cloud").when!.holds({ [name]: [choice] })]).toEqual([choice, reaching.includes(choice)]);
      }
    }
  });

  it("depend on questions before them alone", () => {
    for (const [index, question] of QUESTIONS.entries()) {
      const before = new Set(QUESTIONS.slice(0, index).map(({ name }) => name));
      const looked = new Set<string>();
      const watched = new Proxy<Answers>({}, { get: (_, name) => void looked.add(String(name)) });
      question.when?.holds(watched);
      question.fallback?.(watched);
      question.mayBeNone?.(watched);

      expect([...looked].filter((name) => !before.has(name as QuestionName))).toEqual([]);
    }
  });
});
