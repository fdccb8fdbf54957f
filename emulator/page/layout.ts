import { type Html, html } from "./html.ts";
import { plainText } from "./show-text.ts";

const LONGEST_TITLE = 55;

const SECTIONS = [
  { name: "Mailboxes", path: "/" },
  { name: "Indicators", path: "/indicators" },
  { name: "Requests", path: "/requests" },
  { name: "Tables", path: "/tables" },
  { name: "Settings", path: "/settings" },
] as const;

/** One of the page's five parts. */
export type Section = (typeof SECTIONS)[number]["name"];

/** A whole page. `title` may come from outside. */
export function layout(page: {
  readonly title: string;
  readonly section: Section | null;
  readonly content: Html;
}): string {
  const links = SECTIONS.map(
    ({ name, path }) =>
      html`<li><a href="${path}"${name === page.section && html` aria-current="page"`}>${name}</a></li>`,
  );
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${plainText(page.title, LONGEST_TITLE)} · Emulator</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/page.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<p class="brand">Microsoft’s side, emulated</p>
<nav aria-label="Parts of the emulator"><ul>${links}</ul></nav>
</header>
<main id="content">
${page.content}
</main>
</body>
</html>
`.toString();
}

/** A page that says that there is nothing here. */
export function notFoundPage(what: string): string {
  return layout({
    title: "Not found",
    section: null,
    content: html`<h1>Not found</h1>
<p>${what}</p>
<p>Everything here is kept in memory, so that nothing outlives the emulator. <a href="/">Go to the mailboxes</a></p>`,
  });
}
