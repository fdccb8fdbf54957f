/** The command behind `npm run emulator`: Microsoft's side on localhost until it is told to stop. */
import { writeFile } from "node:fs/promises";
import type { Emulator } from "./emulator.ts";
import { InputError } from "./input-error.ts";
import { NOTICE_MAILBOX } from "./mailboxes.ts";
import { type Arguments, HELP, readArguments } from "./read-arguments.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const given = readArguments(words);
    if (given.help) {
      console.log(HELP);
      return 0;
    }
    await serve(given);
    return 0;
  } catch (error) {
    if (error instanceof InputError) {
      console.error(`${error.message}\nSee --help.`);
      return 2;
    }
    console.error(error instanceof Error && "code" in error ? error.message : error);
    return 1;
  }
}

async function serve(given: Arguments): Promise<void> {
  // Asked for before anything is started, so that a signal while it starts is not missed.
  const told = untilToldToStop(given.dieWithParent);
  // Loaded only now: it takes its time, and --help or a wrong flag need not wait for it.
  const { startEmulator } = await import("./start-emulator.ts");
  const emulator = await startEmulator(given);
  try {
    for (const fault of given.faults) {
      emulator.state.faults.add(fault);
    }
    if (given.ca !== null) {
      await writeFile(given.ca, emulator.ca);
    }
    if (given.json) {
      console.log(JSON.stringify(facts(emulator, given)));
    }
    console.error(story(emulator, given));
    await told;
  } finally {
    await emulator.close();
  }
}

function facts({ url, pageUrl, state, shiftSeconds, managedIdentityEnv }: Emulator, { ca }: Arguments): unknown {
  const application = state.applications.find(({ managed }) => !managed);
  const identity = state.applications.find(({ managed }) => managed);
  return {
    url,
    pageUrl,
    ca,
    tenantId: state.tenantId,
    workspaceId: state.workspaceId,
    clientId: application?.clientId,
    clientSecret: application?.secrets[0],
    mailbox: NOTICE_MAILBOX,
    managedIdentityClientId: identity?.clientId,
    managedIdentityEnv,
    shiftSeconds,
  };
}

function story({ url, pageUrl, state, shiftSeconds }: Emulator, { ca, data, json }: Arguments): string {
  const application = state.applications.find(({ managed }) => !managed);
  const rows = state.tables.map(({ name, rows }) => `${name} (${rows.length})`).join(", ");
  return [
    `Login, Graph, Log Analytics and Sentinel: ${url}`,
    `Page with mails, indicators, requests and tables: ${pageUrl}`,
    ca === null ? "Certificate authority: give --ca FILE to have it written" : `Certificate authority: ${ca}`,
    `Tenant ${state.tenantId}, workspace ${state.workspaceId}`,
    // With --json the secret is in the line that programs read, and nowhere else.
    `Application ${application?.clientId}${json ? "" : `, secret ${application?.secrets[0]}`}`,
    `Mailbox ${NOTICE_MAILBOX}; ${state.users.length} users, ${state.groups.length} groups`,
    `Tables: ${rows}; those of ${data}/log-analytics are moved by ${shiftSeconds} seconds`,
    ...state.faults.list().map((fault) => `Fault: ${JSON.stringify(fault)}`),
    "Ends with Ctrl+C.",
  ].join("\n");
}

function untilToldToStop(dieWithParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      // Open, it would keep the process alive for as long as the parent lives.
      if (dieWithParent) process.stdin.destroy();
      resolve();
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
    if (dieWithParent) {
      // The parent holds the other end of the pipe: it closes however the parent dies.
      process.stdin.once("end", stop).once("close", stop).once("error", stop).resume();
    }
  });
}
