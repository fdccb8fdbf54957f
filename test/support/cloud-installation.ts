/** An installation whose Microsoft is the emulator in the test's own process, reached over real TLS by the real command. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ParsedMail, simpleParser } from "mailparser";
import type { Emulator } from "../../emulator/emulator.ts";
import { createInstallation, type Installation } from "./installation.ts";

/** The shared mailbox notices are sent from. */
export const MAILBOX = "document-protection@contoso.com";

/** A mail as its recipient has it. */
export interface ArrivedMail {
  readonly to: string;
  readonly parsed: ParsedMail;
  readonly mime: string;
}

export interface CloudInstallation extends Installation {
  /** What arrived in the mailboxes of the people who were written to. */
  arrived(): Promise<readonly ArrivedMail[]>;
}

/** A `log-analytics` source that reads everything there is of a table. */
export function tableSource(emulator: Emulator, table: string, more: Readonly<Record<string, unknown>> = {}) {
  const { workspaceId } = emulator.state;
  return { type: "log-analytics", workspaceId, table, since: "30d", settle: "0s", ...more };
}

/** Makes an installation that reaches this emulator; by default mail goes through `graph-mail` and lines into a file. */
export function createCloudInstallation(
  emulator: Emulator,
  config: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): CloudInstallation {
  const { url, ca, state } = emulator;
  const [application] = state.applications;
  if (application === undefined) throw new Error("The emulator has no application.");
  const place = createInstallation({
    env,
    config: {
      cloud: "custom",
      endpoints: {
        ...{ login: url, graph: url, logAnalytics: url, sentinel: url },
        graphAudience: "https://graph.microsoft.com",
        logAnalyticsAudience: "https://api.loganalytics.io",
        sentinelAudience: "https://management.azure.com",
      },
      tenantId: state.tenantId,
      credentials: { type: "client-secret", clientId: application.clientId, clientSecretFile: "secret.txt" },
      http: { ca: "ca.pem" },
      notifiers: { owners: { type: "graph-mail", from: MAILBOX, messagesPerMinute: 10_000 } },
      ...config,
    },
  });
  writeFileSync(join(place.dir, "ca.pem"), ca);
  writeFileSync(join(place.dir, "secret.txt"), `${application.secrets[0]}\n`);
  return { ...place, arrived: () => arrivedMails(emulator) };
}

async function arrivedMails({ state }: Emulator): Promise<readonly ArrivedMail[]> {
  const mails: ArrivedMail[] = [];
  for (const { address, messages } of state.mailboxes.values()) {
    for (const { folder, mime } of messages) {
      if (folder === "inbox")
        mails.push({ to: address, parsed: await simpleParser(mime), mime: mime.toString("utf8") });
    }
  }
  return mails;
}
