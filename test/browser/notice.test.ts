/** Notices as a person sees them: in a real browser, light, dark and narrow. Skipped by name where no Chromium is installed. */
import { existsSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Notice } from "../../src/notice/notice.ts";
import { renderNotice } from "../../src/notice/render-notice.ts";
import { ENTRY, NASTY_NAMES, NOTICE, PRESENTATION, SAMPLE_NOTICES } from "../../src/notice/testdata/sample-notices.ts";

const CHROMIUM = "/usr/bin/chromium";
const isMissing = !existsSync(CHROMIUM);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const QUIET_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const START_MS = 60_000;

const NASTY: Notice = {
  ...NOTICE,
  entries: NASTY_NAMES.map((name, index) => ({
    ...ENTRY,
    document: {
      name: { kind: "named", name },
      shortId: index.toString(16).padStart(8, "0"),
      label: { kind: "named", name },
    },
    actor: { kind: "unreadable", text: name },
  })),
};
/** One of each layout and marking; the golden files show the others. */
const LAYOUTS = [
  "one-person-one-document",
  "not-a-recipient-to-group-owner",
  "digest",
  "backlog-with-more",
  "test-message",
];
const SEEN = [
  ...SAMPLE_NOTICES.filter(({ name }) => LAYOUTS.includes(name)),
  { name: "nasty-names", notice: NASTY, presentation: PRESENTATION },
].map((sample) => ({
  name: sample.name,
  html: renderNotice(sample.notice, sample.presentation).html,
}));

let browser: Browser | undefined;

async function open(
  html: string,
  options: Parameters<Browser["newContext"]>[0],
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly requests: string[] }> {
  if (browser === undefined) throw new Error("The browser has not been started.");
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.setContent(html);
  return { page, context, requests };
}

describe.skipIf(isMissing)("notices in Chromium", () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET_FLAGS] });
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
  });

  describe.each(SEEN)("$name", ({ html }) => {
    it.each(["light", "dark"] as const)(
      "%s: nothing that axe-core objects to, contrast included",
      async (colorScheme) => {
        const { page, context } = await open(html, { colorScheme });
        // axe-core takes a transparent page for white; the system's own colour is what a reader has behind it.
        await page.addStyleTag({ content: "html { background: Canvas }" });
        const { violations, passes } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        expect(passes.map(({ id }) => id)).toContain("color-contrast");
        const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
        expect(background).toBe("rgba(0, 0, 0, 0)");
        await context.close();
      },
      START_MS,
    );

    it(
      "at 320 pixels nothing is cut off and nothing has to be scrolled sideways",
      async () => {
        const { page, context } = await open(html, { viewport: { width: 320, height: 640 } });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
        const cut = await page.evaluate(
          "[...document.querySelectorAll('p, th, td, h1, h2')].filter((e) => e.getBoundingClientRect().right > 321).map((e) => e.outerHTML)",
        );
        expect(cut).toEqual([]);
        await context.close();
      },
      START_MS,
    );

    it(
      "loads nothing, runs nothing and links nowhere",
      async () => {
        const { page, context, requests } = await open(html, {});
        expect(
          await page.evaluate(
            "document.links.length + document.images.length + document.scripts.length + document.forms.length",
          ),
        ).toBe(0);
        expect(requests).toEqual([]);
        await context.close();
      },
      START_MS,
    );
  });

  it(
    "dark is dark and light is light",
    async () => {
      const colours = [];
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, context } = await open(SEEN[0]?.html ?? "", { colorScheme });
        colours.push(await page.evaluate("getComputedStyle(document.querySelector('h1')).color"));
        await context.close();
      }
      expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    },
    START_MS,
  );
});
