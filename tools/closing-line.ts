import type { Reporter, TestModule } from "vitest/node";

/** How a test run ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The one line that says how a test run ended, always the last. */
export function closingLine(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/**
 * Counts tests beside vitest's own reporter, which shows them. What fails outside any test (a file that does not load, a
 * hook, an error nobody waits for) counts as one failure each, and so does a test that never came to its end.
 */
export class CountingReporter implements Reporter {
  #counts: Counts = { passed: 0, failed: 0, skipped: 0 };

  get counts(): Counts {
    return this.#counts;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "pending" ? "failed" : state] += 1;
      }
    }
    this.#counts = counts;
  }
}
