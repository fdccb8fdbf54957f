import type { Mailbox, MailMessage } from "../state.ts";
import { type Html, html, type Piece, shown, shownLines } from "./html.ts";
import { layout } from "./layout.ts";
import { LIGHTS, type Light } from "./mail-content.ts";
import { folderTitle, mailboxPath, messagePath, subject } from "./mailbox-pages.ts";
import { timeText } from "./time.ts";

const VIEWS = [
  { view: "html", title: "As a client shows it" },
  { view: "text", title: "Text" },
  { view: "source", title: "Source" },
] as const;

/** How a message is looked at. */
export type MessageView = (typeof VIEWS)[number]["view"];

const LONGEST_SOURCE = 1_000_000;

/** Reads a view from a query; the first that there is if it names none. */
export function parseView(given: string | undefined, message: MailMessage): MessageView {
  const named = VIEWS.find(({ view }) => view === given)?.view;
  return named ?? (message.html === null ? "text" : "html");
}

/** One message: who and when, and one of its three views. */
export function messagePage(mailbox: Mailbox, message: MailMessage, view: MessageView, light: Light): string {
  const tabs = VIEWS.map(
    (one) =>
      html`<li><a href="${messagePath(mailbox.address, message, one.view)}"${one.view === view && html` aria-current="page"`}>${one.title}</a></li>`,
  );
  return layout({
    title: message.subject.trim() || "(no subject)",
    section: "Mailboxes",
    content: html`<p class="path"><a href="${mailboxPath(mailbox.address)}">${shown(mailbox.address)}</a> › ${folderTitle(message.folder)}</p>
<h1>${subject(message)}</h1>
${envelope(message)}
<nav class="tabs" aria-label="Views of this message"><ul>${tabs}</ul></nav>
${body(mailbox, message, view, light)}`,
  });
}

function envelope(message: MailMessage): Html {
  const addresses = (list: readonly string[]): Piece => list.map((one) => html`<div>${shown(one)}</div>`);
  const fields: readonly (readonly [string, Piece])[] = [
    ["From", shown(message.from)],
    ["To", addresses(message.to)],
    ["Reply to", addresses(message.replyTo)],
    [message.sentAt === null ? "Created" : "Sent", html`${timeText(message.sentAt ?? message.createdAt)} UTC`],
    ["Message-ID", shown(message.internetMessageId)],
  ];
  const filled = fields.filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return html`<dl class="fields">${filled.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function body(mailbox: Mailbox, message: MailMessage, view: MessageView, light: Light): Html {
  switch (view) {
    case "html":
      return message.html === null
        ? html`<p class="empty">This message has no HTML part.</p>`
        : frame(messagePath(mailbox.address, message), light);
    case "text":
      return message.text === null
        ? html`<p class="empty">This message has no text part.</p>`
        : html`<section class="scroll" tabindex="0" aria-label="Text of the message"><pre class="text">${message.text}</pre></section>`;
    default:
      return source(message);
  }
}

function frame(path: string, light: Light): Html {
  const lights = LIGHTS.map(
    (one) =>
      html`<li><a href="${path}&view=html&light=${one}"${one === light && html` aria-current="true"`}>${one === "auto" ? "As this page" : `On ${one}`}</a></li>`,
  );
  const address = `${path.replace("/message?", "/message/content?")}&light=${light}`;
  return html`<nav class="lights" aria-label="Light"><ul>${lights}</ul></nav>
<iframe class="mail" sandbox src="${address}" title="The message as a client shows it"></iframe>`;
}

function source(message: MailMessage): Html {
  const text = message.mime.toString("utf8");
  const cut = text.length > LONGEST_SOURCE;
  return html`<p class="note">${message.mime.length.toLocaleString("en")} bytes, as they were handed over.</p>
<section class="scroll" tabindex="0" aria-label="Source of the message"><pre class="source">${shownLines(text.slice(0, LONGEST_SOURCE))}</pre></section>
${cut && html`<p class="note">Cut after ${LONGEST_SOURCE.toLocaleString("en")} characters.</p>`}`;
}
