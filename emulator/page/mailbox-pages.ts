import type { Mailbox, MailMessage } from "../state.ts";
import { type Html, html, shown } from "./html.ts";
import { layout } from "./layout.ts";
import { timeText } from "./time.ts";

/** In the order in which a mailbox lists them. */
const FOLDERS = [
  { folder: "inbox", title: "Inbox", count: "received" },
  { folder: "sentitems", title: "Sent items", count: "sent" },
  { folder: "drafts", title: "Drafts", count: "drafts" },
  { folder: "deleteditems", title: "Deleted items", count: "deleted" },
] as const;

/** What a folder is called. */
export function folderTitle(folder: MailMessage["folder"]): string {
  return FOLDERS.find((one) => one.folder === folder)?.title ?? folder;
}

/** The first page: every mailbox, those with messages first, the newest message on top. */
export function mailboxesPage(mailboxes: readonly Mailbox[]): string {
  const used = mailboxes
    .filter(({ messages }) => messages.length > 0)
    .toSorted((a, b) => newest(b) - newest(a) || compareText(a.address, b.address));
  const empty = mailboxes
    .filter(({ messages }) => messages.length === 0)
    .toSorted((a, b) => compareText(a.address, b.address));
  return layout({
    title: "Mailboxes",
    section: "Mailboxes",
    content: html`<h1>Mailboxes</h1>
${used.length === 0 ? html`<p class="empty">No mail yet. What is sent through this emulator appears here.</p>` : usedTable(used)}
${empty.length > 0 && emptyList(empty)}`,
  });
}

function usedTable(mailboxes: readonly Mailbox[]): Html {
  const counts = FOLDERS.filter(({ folder }) => mailboxes.some((mailbox) => countIn(mailbox, folder) > 0));
  return html`<table class="cards">
<caption>${plural(mailboxes.length, "mailbox has", "mailboxes have")} messages</caption>
<thead><tr><th scope="col">Address</th>${counts.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}<th scope="col">Newest (UTC)</th></tr></thead>
<tbody>
${mailboxes.map(
  (mailbox) => html`<tr>
<th scope="row"><a href="${mailboxPath(mailbox.address)}">${shown(mailbox.address)}</a>${!mailbox.ours && html` <span class="tag">outside</span>`}</th>
${counts.map(({ folder, count }) => html`<td class="number" data-label="${count}">${countIn(mailbox, folder)}</td>`)}
<td data-label="newest">${timeText(newest(mailbox))}</td>
</tr>
`,
)}</tbody>
</table>`;
}

function emptyList(mailboxes: readonly Mailbox[]): Html {
  return html`<details>
<summary>${plural(mailboxes.length, "mailbox", "mailboxes")} without a message</summary>
<ul class="columns">${mailboxes.map(({ address }) => html`<li>${shown(address)}</li>`)}</ul>
</details>`;
}

/** One mailbox and its messages, by folder, the newest first. */
export function mailboxPage(mailbox: Mailbox): string {
  const folders = FOLDERS.map(({ folder, title }) => ({
    title,
    messages: mailbox.messages.filter((message) => message.folder === folder).toSorted((a, b) => timeOf(b) - timeOf(a)),
  })).filter(({ messages }) => messages.length > 0);
  return layout({
    title: mailbox.address,
    section: "Mailboxes",
    content: html`<h1>${shown(mailbox.address)}</h1>
${!mailbox.ours && html`<p>An address outside: what is sent to it ends here.</p>`}
${folders.length === 0 && html`<p class="empty">No message in this mailbox.</p>`}
${folders.map(({ title, messages }) => folderTable(mailbox, title, messages))}`,
  });
}

function folderTable(mailbox: Mailbox, title: string, messages: readonly MailMessage[]): Html {
  const isSent = messages[0]?.folder !== "inbox";
  return html`<h2>${title} <span class="count">${messages.length}</span></h2>
<table class="cards">
<thead><tr><th scope="col">Subject</th><th scope="col">${isSent ? "To" : "From"}</th><th scope="col">Time (UTC)</th></tr></thead>
<tbody>
${messages.map(
  (message) => html`<tr>
<th scope="row"><a href="${messagePath(mailbox.address, message)}">${subject(message)}</a></th>
<td data-label="${isSent ? "to" : "from"}">${isSent ? message.to.map((to) => html`<div>${shown(to)}</div>`) : shown(message.from)}</td>
<td data-label="time">${timeText(timeOf(message))}</td>
</tr>
`,
)}</tbody>
</table>`;
}

/** Where a mailbox is shown. */
export function mailboxPath(address: string): string {
  return `/mailbox?address=${encodeURIComponent(address)}`;
}

/** Where a message is shown. In a query, as ids and addresses may be of any length. */
export function messagePath(address: string, message: MailMessage, view = ""): string {
  const path = `/message?mailbox=${encodeURIComponent(address)}&id=${encodeURIComponent(message.immutableId)}`;
  return view === "" ? path : `${path}&view=${view}`;
}

/** A message's subject, or that it has none. */
export function subject(message: MailMessage): Html {
  return message.subject.trim() === "" ? html`(no subject)` : shown(message.subject);
}

function timeOf(message: MailMessage): number {
  return message.sentAt ?? message.createdAt;
}

function newest(mailbox: Mailbox): number {
  return Math.max(...mailbox.messages.map(timeOf));
}

function countIn(mailbox: Mailbox, folder: MailMessage["folder"]): number {
  return mailbox.messages.filter((message) => message.folder === folder).length;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
