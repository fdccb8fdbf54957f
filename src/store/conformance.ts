/**
 * The conformance suite: what every store must do. Each kind of store runs it from its own test file; a doc comment of the
 * interfaces that no test here would miss is not worth its ink.
 */
import { describe } from "vitest";
import { describeAnswers } from "./conformance/answers.ts";
import { describeAwaited } from "./conformance/awaited.ts";
import { describeBooks } from "./conformance/books.ts";
import { describeClaims } from "./conformance/claims.ts";
import { describeCollect } from "./conformance/collect.ts";
import { describeDelivery } from "./conformance/delivery.ts";
import { describeDispatch } from "./conformance/dispatch.ts";
import { describeHistory } from "./conformance/history.ts";
import { describeLeases } from "./conformance/leases.ts";
import { describeOperator } from "./conformance/operator.ts";
import { describePurge } from "./conformance/purge.ts";
import { describeRefused } from "./conformance/refused.ts";
import { describeSinks } from "./conformance/sinks.ts";
import type { OpenStore } from "./conformance/timeline.ts";

/** Runs the suite. `open` gives a new, empty store at each call; whoever gives it also removes what it left. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`the ${name} store`, () => {
    describeLeases(open);
    describeCollect(open);
    describeDispatch(open);
    describeAwaited(open);
    describeSinks(open);
    describeRefused(open);
    describeClaims(open);
    describeDelivery(open);
    describeBooks(open);
    describeHistory(open);
    describeOperator(open);
    describePurge(open);
    describeAnswers(open);
  });
}
