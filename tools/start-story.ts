import { join, relative } from "node:path";
import PostalMime from "postal-mime";
import type { EmulatorPlace } from "./emulator-process.ts";
import { onOneLine } from "./on-one-line.ts";
import { ROOT } from "./run-node.ts";
import { tellSentinel } from "./start-sentinel.ts";

/** What of `run --json` the story is told from. */
export interface RunFigures {
  readonly sources: {
    readonly [name: string]: {
      readonly read: number;
      readonly denied: number;
      readonly ignored: { readonly [reason: string]: number };
      readonly rejected: number;
    };
  };
  readonly owners: {
    readonly known: number;
    readonly told: number;
    readonly covered: number;
    readonly pending: number;
    readonly held: { readonly [reason: string]: number };
    readonly dead: number;
    readonly unknown: number;
  };
  readonly sinks: { readonly [name: string]: { readonly delivered: number } };
}

interface Place {
  readonly outbox: string;
  /** The configuration, as it is typed on the command line. */
  readonly config: string;
  /** The exit code of the run. */
  readonly exit: number;
  /** The emulated Microsoft the run was against. */
  readonly place: EmulatorPlace;
  /** Whether the emulator's page can be looked at afterwards. */
  readonly staysUp: boolean;
}

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly reference: string | undefined;
}

const SHOWN = 6;

/** What happened in words: the books, the first mails, and what to look at or type next. */
export async function tellStory(run: RunFigures, { outbox, config, exit, place, staysUp }: Place): Promise<string> {
  const mails = await readMails(place.pageUrl);
  const reference = mails[0]?.reference ?? "REFERENCE";
  const lines = [
    "",
    ...Object.entries(run.sources).flatMap(([name, books]) => sourceLines(name, books)),
    ...ownerLines(run.owners),
    ...Object.entries(run.sinks).map(
      ([name, { delivered }]) => `Sink ${name}: ${delivered} refusals delivered in full.`,
    ),
    ...(exit === 3 ? ["Something needs a person: `deliveries` and the books above say what."] : []),
    "",
    `${mails.length} mails left ${place.mailbox} of the emulated tenant; nobody real was sent anything. The first ones:`,
    ...mails.slice(0, SHOWN).map(({ to, subject }) => `  ${to.padEnd(34)} ${subject}`),
    "",
    ...(await tellSentinel(place, join(outbox, "emulator"))),
    "",
    "The same in a file, one JSON object a refusal:",
    `  ${shown(join(outbox, "denied.ndjson"))}`,
    "Is a mail real, and what was it about? As the help desk would ask:",
    `  node bin/lockbell.js verify ${reference} --config ${config}`,
    "Your own logs: copy config/usage-logs.yaml; your own workspace and mailbox: config/log-analytics.yaml.",
    ...(staysUp
      ? [
          "",
          "The mailboxes, indicators, requests and tables of the emulated tenant are on this page until Ctrl-C:",
          `  ${place.pageUrl}`,
          "Meanwhile, in another terminal, whether every permission is there:",
          `  node bin/lockbell.js check --config ${config}`,
        ]
      : []),
  ];
  return lines.join("\n");
}

function sourceLines(name: string, books: RunFigures["sources"][string]): readonly string[] {
  const ignored = Object.values(books.ignored).reduce((sum, n) => sum + n, 0);
  return [
    `Source ${name}: ${books.read} records read = ${books.denied} refusals + ${ignored} ignored + ${books.rejected} rejected`,
    ...Object.entries(books.ignored).map(([reason, n]) => `    ignored: ${n} ${reason}`),
  ];
}

function ownerLines({ held, ...books }: RunFigures["owners"]): readonly string[] {
  const heldTotal = Object.values(held).reduce((sum, n) => sum + n, 0);
  return [
    `Owners: ${books.known} attempts = ${books.told} told + ${books.covered} covered + ${books.pending} pending + ${heldTotal} held + ${books.dead} dead + ${books.unknown} unknown`,
    ...Object.entries(held).map(([reason, n]) => `    held: ${n} ${reason}`),
  ];
}

interface EmulatedMailboxes {
  readonly mailboxes: readonly {
    readonly messages: readonly { readonly folder: string; readonly mime: string }[];
  }[];
}

/** What arrived in anybody's inbox, in the order of the mailboxes. */
async function readMails(pageUrl: string): Promise<readonly Mail[]> {
  const { mailboxes } = (await (await fetch(`${pageUrl}/emulator/mailboxes`)).json()) as EmulatedMailboxes;
  const arrived = mailboxes.flatMap(({ messages }) => messages.filter(({ folder }) => folder === "inbox"));
  return await Promise.all(arrived.map(({ mime }) => readMail(Buffer.from(mime, "latin1"))));
}

async function readMail(mime: Buffer): Promise<Mail> {
  const { subject = "", to = [], text = "" } = await PostalMime.parse(mime);
  const reference = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/.exec(`${subject}\n${text}`)?.[0];
  return { to: onOneLine(to.map(({ address = "" }) => address).join(", ")), subject: onOneLine(subject), reference };
}

function shown(path: string): string {
  return relative(ROOT, path).replaceAll("\\", "/");
}
