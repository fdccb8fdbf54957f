import { describe } from "vitest";
import { describeNotifier, type SetUpNotifier } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import { startNotifier } from "./testdata/drive.ts";
import { GraphMailbox, STEPS, type Step, type Trouble } from "./testdata/graph-mailbox.ts";

interface Failure {
  readonly trouble: Trouble;
  readonly steps: readonly Step[];
  readonly expected: { readonly status: SendResult["status"]; readonly reason?: string };
}

const retry = (reason: string): Failure["expected"] => ({ status: "retry", reason });

/** A draft that could not be made reaches nobody: whatever kept it from being made, it is tried again. */
const DRAFT_FAILURES: { readonly [name: string]: Failure } = {
  "everything is throttled": { trouble: "throttle", steps: STEPS, expected: retry("throttled") },
  "nobody can be connected to": { trouble: "refuse", steps: STEPS, expected: retry("connection-refused") },
  "every token counts as expired": { trouble: "expired", steps: STEPS, expected: retry("token-refused") },
  "no token can be had": { trouble: "no-token", steps: STEPS, expected: retry("credential-refused") },
  "making a draft breaks off": { trouble: "drop", steps: ["create"], expected: { status: "retry" } },
  "the answer to making a draft is lost": {
    trouble: "lost-response-done",
    steps: ["create"],
    expected: { status: "retry" },
  },
  "a draft is made and 503 answered": { trouble: "unavailable-done", steps: ["create"], expected: { status: "retry" } },
  "a draft is made and 504 answered": {
    trouble: "gateway-timeout-done",
    steps: ["create"],
    expected: { status: "retry" },
  },
  "sending a draft is throttled": { trouble: "throttle", steps: ["send"], expected: retry("throttled") },
  "sending a draft breaks off": { trouble: "drop", steps: ["send"], expected: { status: "unknown" } },
  "sending a draft is answered 503, and nothing done": {
    trouble: "unavailable",
    steps: ["send"],
    expected: { status: "unknown" },
  },
  "the answer to sending a draft is lost": {
    trouble: "lost-response-done",
    steps: ["send"],
    expected: { status: "unknown" },
  },
  "a draft is sent and 503 answered": { trouble: "unavailable-done", steps: ["send"], expected: { status: "unknown" } },
  "a draft is sent and 504 answered": {
    trouble: "gateway-timeout-done",
    steps: ["send"],
    expected: { status: "unknown" },
  },
};

const DIRECT_FAILURES: { readonly [name: string]: Failure } = {
  "everything is throttled": { trouble: "throttle", steps: STEPS, expected: retry("throttled") },
  "nobody can be connected to": { trouble: "refuse", steps: STEPS, expected: retry("connection-refused") },
  "every token counts as expired": { trouble: "expired", steps: STEPS, expected: retry("token-refused") },
  "no token can be had": { trouble: "no-token", steps: STEPS, expected: retry("credential-refused") },
  "sending breaks off": { trouble: "drop", steps: ["sendMail"], expected: { status: "unknown" } },
  "sending is answered 503, and nothing done": {
    trouble: "unavailable",
    steps: ["sendMail"],
    expected: { status: "unknown" },
  },
  "the answer to sending is lost": {
    trouble: "lost-response-done",
    steps: ["sendMail"],
    expected: { status: "unknown" },
  },
  "it is sent and 503 answered": { trouble: "unavailable-done", steps: ["sendMail"], expected: { status: "unknown" } },
  "it is sent and 504 answered": {
    trouble: "gateway-timeout-done",
    steps: ["sendMail"],
    expected: { status: "unknown" },
  },
};

const cutsAt = (
  steps: readonly Step[],
): readonly { readonly name: string; readonly step: Step; readonly when: "before" | "after" }[] =>
  steps.flatMap((step) => (["before", "after"] as const).map((when) => ({ name: `${when} ${step}`, step, when })));

interface Set {
  readonly permissions: readonly string[];
  readonly way: "auto" | "draft" | "direct";
  readonly failures: { readonly [name: string]: Failure };
  readonly cuts: ReturnType<typeof cutsAt>;
  readonly canBeAsked: boolean;
  readonly showsAfter?: number;
}

function setUp({ permissions, way, failures, cuts, canBeAsked, showsAfter = 0 }: Set): SetUpNotifier {
  return async () => {
    const mailbox = new GraphMailbox(permissions);
    mailbox.showsAfter = showsAfter;
    return {
      notifier: startNotifier(mailbox, way),
      canBeAsked,
      failures: Object.entries(failures).map(([name, { trouble, steps, expected }]) => ({
        name,
        expected,
        begin: async () => {
          mailbox.trouble = { name: trouble, steps };
        },
        end: async () => {
          mailbox.trouble = null;
        },
      })),
      cuts: cuts.map(({ name, step, when }) => ({
        name,
        arm: () => {
          mailbox.cut = { step, when };
        },
      })),
      pass: async (ms) => {
        mailbox.now += ms;
      },
      restart: () => startNotifier(mailbox, way),
      arrived: async () => mailbox.arrived,
      dispose: async () => undefined,
    };
  };
}

const SETS: { readonly [name: string]: Set } = {
  "graph-mail by drafts": {
    permissions: ["Mail.ReadWrite", "Mail.Send"],
    way: "auto",
    failures: DRAFT_FAILURES,
    cuts: cutsAt(["create", "send"]),
    canBeAsked: true,
  },
  "graph-mail directly, with Mail.Read": {
    permissions: ["Mail.Send", "Mail.Read"],
    way: "direct",
    failures: DIRECT_FAILURES,
    cuts: cutsAt(["sendMail"]),
    canBeAsked: true,
    showsAfter: 120_000,
  },
  "graph-mail directly, with Mail.Send alone": {
    permissions: ["Mail.Send"],
    way: "direct",
    failures: DIRECT_FAILURES,
    cuts: cutsAt(["sendMail"]),
    canBeAsked: false,
  },
  "graph-mail that finds out it may not make drafts": {
    permissions: ["Mail.Send", "Mail.Read"],
    way: "auto",
    failures: DIRECT_FAILURES,
    cuts: cutsAt(["create", "sendMail"]),
    canBeAsked: true,
  },
};

describe.each(Object.entries(SETS))("%s", (name, set) => {
  describeNotifier(name, setUp(set), {
    failures: Object.keys(set.failures),
    cuts: set.cuts.map((cut) => cut.name),
  });
});
