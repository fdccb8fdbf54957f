/** The emulator's page as a person uses it: in a real browser, light, dark and narrow. Skipped by name where no Chromium is installed. */
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import fastify, { type FastifyInstance } from "fastify";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messagePath } from "../../emulator/page/mailbox-pages.ts";
import { registerPage } from "../../emulator/page/register-page.ts";
import { HOSTILE, mailbox, message, pageState, upload } from "../../emulator/page/testing/page-state.ts";
import type { MailMessage } from "../../emulator/state.ts";

const CHROMIUM = "/usr/bin/chromium";
const isMissing = !existsSync(CHROMIUM);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const QUIET_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const START_MS = 60_000;
const SENDER = "document-protection@contoso.com";

/** A mail that tries everything a mail can: to run, to load, to send, to leave, to look like the page around it. */
function attack(elsewhere: string): MailMessage {
  return message({
    immutableId: "attack",
    subject: `Access blocked: "${HOSTILE}.docx"`,
    html: `<!DOCTYPE html><html lang="en"><head><title>a</title><base href="${elsewhere}/base/">
<meta http-equiv="refresh" content="0;url=${elsewhere}/refreshed"><link rel="stylesheet" href="${elsewhere}/leak.css">
<style>@import "${elsewhere}/import.css"; @media (prefers-color-scheme: dark) { h1 { color: rgb(1, 2, 3) } }
body { background: url(${elsewhere}/background) }</style></head>
<body onload="document.title='run'"><h1>Mail</h1><script>document.title = 'run'; top.location = '${elsewhere}/top'</script>
<img src="${elsewhere}/image" alt="" onerror="document.title='run'"><iframe src="${elsewhere}/frame" title="a"></iframe>
<form action="${elsewhere}/form" method="get"><button>send</button></form>
<a id="away" href="${elsewhere}/away">away</a> <a id="top" target="_top" href="${elsewhere}/away">away</a>
<a id="new" target="_blank" href="${elsewhere}/away">away</a> ${HOSTILE}</body></html>`,
  });
}

const MESSAGE = messagePath(SENDER, attack(""));
const INDICATOR = `/indicator?source=${encodeURIComponent(HOSTILE)}&id=${upload().id}`;
const PAGES = [
  "/",
  `/mailbox?address=${SENDER}`,
  MESSAGE,
  `${MESSAGE}&view=text`,
  `${MESSAGE}&view=source`,
  "/indicators",
  INDICATOR,
  "/indicator?ti=44444444-0000-4000-8000-000000000001",
  "/requests",
  "/request?n=2",
  "/tables",
  "/settings",
];

let browser: Browser | undefined;
let server: FastifyInstance | undefined;
let origin = "";
/** What the server was asked for, by host and path: of what a page tries, this is what its policy let out. */
let arrivals: string[] = [];

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
}

async function open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Opened> {
  if (browser === undefined) throw new Error("The browser has not been started.");
  const context = await browser.newContext(options);
  const page = await context.newPage();
  arrivals = [];
  await page.goto(`${origin}${path}`);
  return { page, context };
}

describe.skipIf(isMissing)("the emulator's page in Chromium", () => {
  beforeAll(async () => {
    const state = pageState({ orders: [{ name: "throttle", operations: ["query"], times: 3 }], mailboxes: new Map() });
    server = fastify();
    server.addHook("onRequest", async ({ hostname, url }) => {
      arrivals.push(`${hostname}${url.replace(/\?.*/, "")}`);
    });
    registerPage(server, state);
    await server.listen({ host: "127.0.0.1", port: 0 });
    const { port } = server.server.address() as AddressInfo;
    origin = `http://localhost:${port}`;
    // The same server under another origin, so that what gets away is seen.
    state.mailboxes.set(SENDER, mailbox(SENDER, [message(), attack(`http://127.0.0.1:${port}`)]));
    state.mailboxes.set("adele.vance@contoso.com", mailbox("adele.vance@contoso.com", []));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET_FLAGS] });
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(["light", "dark"] as const)(
    "%s: nothing that axe-core objects to, contrast included, on any page",
    async (colorScheme) => {
      const { page, context } = await open("/", { colorScheme });
      for (const path of PAGES) {
        await page.goto(`${origin}${path}`);
        // What a mail looks like is its sender's; the frame around it is ours.
        const { violations, passes } = await new AxeBuilder({ page }).exclude("iframe").analyze();
        expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
        expect(passes.map(({ id }) => id)).toContain("color-contrast");
      }
      await context.close();
    },
    START_MS,
  );

  it.each([360, 1_400])(
    "at %i pixels no page has to be scrolled sideways",
    async (width) => {
      const { page, context } = await open("/", { viewport: { width, height: 800 } });
      for (const path of PAGES) {
        await page.goto(`${origin}${path}`);
        expect([path, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([path, width]);
      }
      await context.close();
    },
    START_MS,
  );

  it(
    "shows a hostile document's name as its letters, and runs and loads nothing of it",
    async () => {
      const { page, context } = await open(MESSAGE);
      const dialogs: string[] = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      for (const path of PAGES) await page.goto(`${origin}${path}`);
      await page.goto(`${origin}${MESSAGE}`);
      expect(await page.textContent("h1")).toBe(`Access blocked: "${HOSTILE.replace("\u202e", "U+202E")}.docx"`);
      expect(dialogs).toEqual([]);
      const known = /^localhost\/(?:$|mailbox|message(?:\/content)?$|indicators?$|requests?$|tables|settings|page\/)/;
      expect(arrivals.filter((path) => !known.test(path))).toEqual([]);
      await context.close();
    },
    START_MS,
  );

  it(
    "keeps a mail in its frame: no script, no image, no form, no way out of it, neither framed nor opened by itself",
    async () => {
      const { page, context } = await open(MESSAGE);
      const frame = page.frame({ url: /\/message\/content/ });
      if (frame === null) throw new Error("There is no frame with the mail.");
      expect(await frame.textContent("h1")).toBe("Mail");
      for (const way of ["button", "#top", "#new", "#away"]) await frame.click(way);
      expect([page.url(), await page.title(), context.pages().length]).toEqual([
        `${origin}${MESSAGE}`,
        expect.stringContaining("Access blocked"),
        1,
      ]);
      await page.goto(`${origin}${MESSAGE.replace("/message?", "/message/content?")}`);
      expect(await page.title()).toBe("a");
      await page.click("button");
      await page.click("#new");
      expect(arrivals).not.toHaveLength(0);
      expect(arrivals.filter((path) => !path.startsWith("localhost/"))).toEqual([]);
      await context.close();
    },
    START_MS,
  );

  it(
    "shows a mail on light and on dark, whatever the browser prefers",
    async () => {
      const colours = [];
      for (const light of ["auto", "light", "dark"]) {
        const { page, context } = await open(`${MESSAGE}&light=${light}`, { colorScheme: "light" });
        const frame = page.frame({ url: /\/message\/content/ });
        colours.push(await frame?.evaluate("getComputedStyle(document.querySelector('h1')).color"));
        await context.close();
      }
      expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(0, 0, 0)", "rgb(1, 2, 3)"]);
    },
    START_MS,
  );

  it(
    "goes from the list to an indicator, whose tags stand under their names, a hostile document's as its letters",
    async () => {
      const { page, context } = await open("/indicators");
      expect(await page.textContent("nav a[aria-current]")).toBe("Indicators");
      await page.click("tbody a >> nth=0");
      expect(await page.locator("dt:text-is('actor') + dd").textContent()).toBe("ben@fabrikam.com");
      expect(await page.locator("dt:text-is('document') + dd").textContent()).toBe(HOSTILE.replace("\u202e", "U+202E"));
      await context.close();
    },
    START_MS,
  );

  it(
    "runs a query from the box without leaving the page, and shows its rows as text",
    async () => {
      const { page, context } = await open("/tables");
      await page.fill("textarea", "RMSData_CL\n| where Requests_d < 10\n| project result_s, Requests_d");
      await page.press("textarea", "Control+Enter");
      await page.waitForSelector("#result table");
      const cells = await page.locator("#result td").allTextContents();
      expect(cells).toEqual([HOSTILE.replace("\u202e", "U+202E"), "3"]);
      expect(page.url()).toBe(`${origin}/tables`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      await context.close();
    },
    START_MS,
  );

  it(
    "says in which line a query is wrong, and selects it",
    async () => {
      const { page, context } = await open("/tables");
      await page.fill("textarea", "RMSData_CL\n| where Nowhere_s == 1\n| take 5");
      await page.click("text=Run");
      expect(await page.textContent(".refusal")).toMatch(/SemanticError in line 2[\s\S]*Nowhere_s/);
      const box = "document.querySelector('textarea')";
      expect(await page.evaluate(`${box}.value.slice(${box}.selectionStart, ${box}.selectionEnd)`)).toBe(
        "| where Nowhere_s == 1",
      );
      await context.close();
    },
    START_MS,
  );

  it(
    "runs an example at a click, and the box works without scripts too",
    async () => {
      const { page, context } = await open("/tables");
      await page.click("text=Results of the usage log");
      await page.waitForSelector("#result table");
      expect(await page.inputValue("textarea")).toMatch(/^RMSData_CL\n/);
      await context.close();
      const plain = await open("/tables", { javaScriptEnabled: false });
      await plain.page.click("text=Results of the usage log");
      await plain.page.click("text=Run");
      expect(await plain.page.locator("#result tbody tr").count()).toBeGreaterThan(0);
      await plain.context.close();
    },
    START_MS,
  );

  it(
    "can be used with the keyboard: past the navigation, into the box, into what scrolls",
    async () => {
      const { page, context } = await open(`${MESSAGE}&view=source`);
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
      await page.keyboard.press("Enter");
      const focused: unknown[] = [];
      for (let i = 0; i < 8; i += 1) {
        await page.keyboard.press("Tab");
        focused.push(
          await page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
          ),
        );
      }
      expect(focused).toEqual(expect.arrayContaining([SENDER, "Text", "Source of the message"]));
      expect(focused).not.toContain("Requests");
      await context.close();
    },
    START_MS,
  );
});
