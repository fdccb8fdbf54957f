/**
 * Takes the pictures in `docs/pictures/`: sample notices in Debian's Chromium, light, dark and narrow. Run it after a change of the
 * templates and look at what it took: `node tools/screenshots.ts`.
 */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { renderNotice } from "../src/notice/render-notice.ts";
import { SAMPLE_NOTICES } from "../src/notice/testdata/sample-notices.ts";

const FOLDER = join(import.meta.dirname, "..", "docs", "pictures");
const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const QUIET_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const MAX_BYTES = 300 * 1024;

interface Picture {
  readonly name: string;
  readonly sample: string;
  readonly look: "light" | "dark" | "narrow";
}

const PICTURES: readonly Picture[] = [
  { name: "notice-light", sample: "one-person-one-document", look: "light" },
  { name: "notice-dark", sample: "one-person-one-document", look: "dark" },
  { name: "notice-narrow", sample: "malformed-actor", look: "narrow" },
  { name: "digest-light", sample: "digest", look: "light" },
  { name: "digest-dark", sample: "backlog-with-more", look: "dark" },
  { name: "digest-narrow", sample: "digest", look: "narrow" },
];

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET_FLAGS] });
for (const picture of PICTURES) await take(browser, picture);
await browser.close();

async function take(from: Browser, { name: file, sample, look }: Picture): Promise<void> {
  const found = SAMPLE_NOTICES.find(({ name }) => name === sample);
  if (found === undefined) throw new Error(`There is no sample notice called ${sample}.`);
  const page = await from.newPage({
    viewport: { width: look === "narrow" ? 360 : 720, height: 400 },
    colorScheme: look === "dark" ? "dark" : "light",
    javaScriptEnabled: false,
  });
  await page.setContent(renderNotice(found.notice, found.presentation).html);
  const path = join(FOLDER, `${file}.png`);
  await page.screenshot({ path, fullPage: true });
  await page.close();
  const { size } = statSync(path);
  if (size > MAX_BYTES)
    throw new Error(`${path} has ${size} bytes; pictures in the repository are smaller than ${MAX_BYTES}.`);
  console.log(`${path} ${size}`);
}
