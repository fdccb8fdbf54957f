/**
 * What every source promises, whatever it reads. A source's own test calls `describeSource` with a harness that puts some records
 * in front of it, refusals among them.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Source, SourcePage } from "./source.ts";

/** A source before something to read that does not change. */
export interface SourceHarness {
  /** The source of a new process. It yields at least three pages, and at least one denied event in the last two (or one fact, see below). */
  create(): Source;
  /** True if it only teaches the catalogue: then it yields no denied event, and its facts are what must not get lost. */
  readonly isCatalogueOnly?: true;
  dispose(): Promise<void>;
}

const NO_CURSORS: ReadonlyMap<string, string> = new Map();

/** Runs the suite for one source. */
export function describeSource(name: string, setUp: () => Promise<SourceHarness>): void {
  describe(`${name} keeps the promises of a source`, () => {
    let harness: SourceHarness;
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(() => harness.dispose());

    function yieldOf(pages: readonly SourcePage[]): ReadonlySet<string> {
      const facts = harness.isCatalogueOnly === true ? pages.flatMap((page) => page.facts) : [];
      return new Set([...identities(pages), ...facts.map((fact) => JSON.stringify(fact))]);
    }

    it("accounts for every record it read, page by page", async () => {
      const pages = await pull(harness.create());
      expect(pages.length).toBeGreaterThanOrEqual(3);
      for (const page of pages) {
        const ignored = Object.values(page.ignored).reduce((sum, count) => sum + count, 0);
        expect(page.read).toBe(page.denied.length + ignored + page.rejected.length);
      }
      const denied = pages.flatMap((page) => page.denied);
      if (harness.isCatalogueOnly === true) expect(denied).toEqual([]);
      const yielded = pages.slice(-2).flatMap<unknown>((page) => {
        return harness.isCatalogueOnly === true ? page.facts : page.denied;
      });
      expect(yielded).not.toHaveLength(0);
    });

    it("writes times, ids and absent fields the one way all others rely on", async () => {
      const pages = await pull(harness.create());
      for (const { event, nativeId } of pages.flatMap((page) => page.denied)) {
        expect(event.occurredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        if (event.contentId !== undefined)
          expect(event.contentId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(nativeId).not.toBe("");
        expect(event.raw).not.toBe("");
        expect(Object.entries(event).filter(([, value]) => value === undefined)).toEqual([]);
      }
      for (const fact of pages.flatMap((page) => page.facts)) {
        expect(fact.asOf).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    });

    it("yields the same again from the beginning", async () => {
      expect(await pull(harness.create())).toEqual(await pull(harness.create()));
    });

    it("goes on from the cursors of any page with the rest, and never has more to read than before", async () => {
      const pages = await pull(harness.create());
      const all = yieldOf(pages);
      let left = all.size + 1;
      for (let stored = 0; stored <= pages.length; stored += Math.max(1, Math.floor(pages.length / 8))) {
        const rest = yieldOf(await pull(harness.create(), cursorsAfter(pages.slice(0, stored))));
        expect(new Set([...yieldOf(pages.slice(0, stored)), ...rest])).toEqual(all);
        expect(rest.size).toBeLessThanOrEqual(left);
        left = rest.size;
      }
    });

    it("has nothing new to say when it is asked again with its last cursors", async () => {
      const pages = await pull(harness.create());
      const again = await pull(harness.create(), cursorsAfter(pages));
      expect([...yieldOf(again)].filter((id) => !yieldOf(pages).has(id))).toEqual([]);
      expect(cursorsAfter([...pages, ...again])).toEqual(cursorsAfter(pages));
    });

    it("reads nothing for a signal that was aborted before, and ends after the page at which it is", async () => {
      expect(await pull(harness.create(), NO_CURSORS, AbortSignal.abort())).toEqual([]);
      const controller = new AbortController();
      const pages: SourcePage[] = [];
      for await (const item of harness.create().pull({ cursors: NO_CURSORS, signal: controller.signal })) {
        if ("page" in item) pages.push(item.page);
        controller.abort();
      }
      expect(pages).toHaveLength(1);
    });
  });
}

/** All pages of one pull; troubles are left out. */
async function pull(
  source: Source,
  cursors: ReadonlyMap<string, string> = NO_CURSORS,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly SourcePage[]> {
  const pages: SourcePage[] = [];
  for await (const item of source.pull({ cursors, signal })) if ("page" in item) pages.push(item.page);
  return pages;
}

/** What the store holds after these pages. */
export function cursorsAfter(
  pages: readonly SourcePage[],
  before: ReadonlyMap<string, string> = NO_CURSORS,
): ReadonlyMap<string, string> {
  const cursors = new Map(before);
  for (const { part, value } of pages.flatMap((page) => page.cursors)) {
    if (value === null) cursors.delete(part);
    else cursors.set(part, value);
  }
  return cursors;
}

/** Which attempts and rejects these pages hold, as the store tells them apart, each once. */
export function identities(pages: readonly SourcePage[]): ReadonlySet<string> {
  const denied = pages.flatMap((page) =>
    page.denied.map(({ event, nativeId }) => {
      const content = event.contentId ?? nativeId ?? event.raw;
      return JSON.stringify([event.occurredAt, content, event.actor.toLowerCase(), nativeId ?? ""]);
    }),
  );
  const rejected = pages.flatMap((page) => page.rejected.map((record) => JSON.stringify(record)));
  return new Set([...denied, ...rejected]);
}
