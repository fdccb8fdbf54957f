import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify, FAILURE_CLASSES, OF_THE_SET_UP } from "./classify.ts";
import { LOSS_CAUSES, SMTP_STAGES, type SmtpFailure, type SmtpStage } from "./smtp-failure.ts";

const README = readFileSync(new URL("README.md", import.meta.url), "utf8");

const refusal = (stage: SmtpStage, code: number, enhanced: string | null = null): SmtpFailure => ({
  kind: "refused",
  stage,
  code,
  enhanced,
});

const failures = fc.oneof(
  fc.record({
    kind: fc.constant("refused" as const),
    stage: fc.constantFrom(...SMTP_STAGES),
    code: fc.integer({ min: 400, max: 599 }),
    enhanced: fc.option(
      fc.tuple(fc.constantFrom(4, 5), fc.nat(9), fc.nat(99)).map((parts) => parts.join(".")),
      { nil: null },
    ),
  }),
  fc.record({
    kind: fc.constant("lost" as const),
    stage: fc.constantFrom(...SMTP_STAGES),
    cause: fc.constantFrom(...LOSS_CAUSES),
  }),
);

const OPTIONS = { seed: 20_261, numRuns: 2_000 };

describe("a failure", () => {
  it("is unknown if the final dot was sent and its reply is missing, and only then", () => {
    fc.assert(
      fc.property(failures, (failure) => {
        expect(classify(failure).status === "unknown").toBe(failure.kind === "lost" && failure.stage === "message");
      }),
      OPTIONS,
    );
  });

  it("is final only if the server said 5xx of the recipient or of the message", () => {
    fc.assert(
      fc.property(failures, (failure) => {
        if (classify(failure).status !== "rejected") return;
        expect(failure).toMatchObject({ kind: "refused" });
        expect(["sender", "recipient", "data", "message"]).toContain(failure.stage);
        if (failure.kind === "refused") expect(failure.code).toBeGreaterThanOrEqual(500);
      }),
      OPTIONS,
    );
  });

  it("is tried again whenever it is 4xx, with the digits for whoever looks them up", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SMTP_STAGES), fc.integer({ min: 400, max: 499 }), (stage, code) => {
        expect(classify(refusal(stage, code, "4.2.1"))).toMatchObject({ status: "retry", detail: `${code} 4.2.1` });
      }),
      OPTIONS,
    );
  });

  it.each<readonly [what: string, failure: SmtpFailure, status: string, reason: string]>([
    ["Exchange Online: 5.7.57, sign in first", refusal("sender", 530, "5.7.57"), "retry", "authentication-required"],
    ["Exchange Online: 5.7.57 at the end", refusal("message", 550, "5.7.57"), "retry", "authentication-required"],
    ["Exchange Online: not this sender", refusal("message", 554, "5.2.252"), "rejected", "message-refused"],
    ["Exchange Online: no such recipient", refusal("recipient", 550, "5.4.1"), "rejected", "recipient-refused"],
    ["Postfix: relay denied", refusal("recipient", 554, "5.7.1"), "retry", "not-permitted"],
    ["Postfix: EHLO name wanted", refusal("recipient", 504, "5.5.2"), "retry", "command-refused"],
    ["Postfix: sender's domain unknown", refusal("recipient", 550, "5.1.8"), "retry", "sender-refused"],
    ["Postfix: bad address", refusal("recipient", 501, "5.1.3"), "rejected", "recipient-refused"],
    ["Postfix: content filter", refusal("message", 554, "5.7.1"), "rejected", "message-refused"],
    ["Gmail: not authenticated by SPF or DKIM", refusal("message", 550, "5.7.26"), "retry", "not-permitted"],
    ["Gmail: dangerous content", refusal("message", 552, "5.7.0"), "rejected", "message-refused"],
    ["full mailbox", refusal("recipient", 552, "5.2.2"), "rejected", "recipient-refused"],
    ["out of turn", refusal("recipient", 503), "retry", "command-refused"],
    ["no STARTTLS yet", refusal("sender", 530, "5.7.0"), "retry", "authentication-required"],
    ["no parameter known", refusal("sender", 555, "5.5.4"), "retry", "sender-refused"],
  ])("as servers put it: %s", (_what, failure, status, reason) => {
    expect(classify(failure)).toMatchObject({ status, reason });
  });

  it("meets a row for every stage and cause", () => {
    for (const stage of SMTP_STAGES) {
      for (const cause of LOSS_CAUSES) expect(classify({ kind: "lost", stage, cause }).reason).toBe(cause);
      for (const code of [400, 421, 450, 454, 500, 530, 550, 552, 554, 599])
        expect(FAILURE_CLASSES.some(({ stages, fits }) => stages.includes(stage) && fits(refusal(stage, code)))).toBe(
          true,
        );
    }
  });
});

describe("the README", () => {
  it("shows the table the code goes by", () => {
    const rows = FAILURE_CLASSES.map(({ when, status, reason }) => {
      const name = reason === null ? "the cause, see below" : `\`${reason}\``;
      return `| ${when} | ${status} | ${name} |`;
    });
    expect(README).toContain(["| What happened | Outcome | Reason |", "|---|---|---|", ...rows, ""].join("\n"));
  });

  it("names what a person has to mend, and such failures are marked so, others not", () => {
    for (const reason of OF_THE_SET_UP) expect(README).toContain(`\`${reason}\``);
    const ends = SMTP_STAGES.flatMap((stage) => [
      ...LOSS_CAUSES.map((cause) => classify({ kind: "lost", stage, cause })),
      ...[421, 450, 454, 500, 530, 535, 550, 552, 554].map((code) => classify(refusal(stage, code))),
    ]);
    const marked = ends.filter((end) => "untilMended" in end);
    expect([...new Set(marked.map(({ reason }) => reason))].sort()).toEqual(OF_THE_SET_UP);
    expect(new Set(marked.map(({ status }) => status))).toEqual(new Set(["retry"]));
  });

  it("explains every cause of a lost connection", () => {
    for (const cause of LOSS_CAUSES) expect(README).toContain(`\`${cause}\``);
  });
});
