/**
 * What `check` says of a mailbox. Each permission is tried on the mailbox itself: what a token names says nothing of
 * Exchange's own rules, which can grant more (RBAC for applications) or less (an application access policy) for one
 * mailbox.
 */

import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApplicationIdentity, Microsoft } from "../../microsoft/microsoft.ts";
import { grantCommand } from "../../microsoft/permissions.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { GraphMailConfig } from "./config.ts";
import type { Mailbox } from "./mailbox.ts";
import { type Probe, probeDrafts, probeReading, probeSending } from "./probes.ts";

/** What a check is made with. */
export interface CheckParts {
  readonly way: GraphMailConfig["way"];
  readonly mailbox: Mailbox;
  readonly microsoft: Microsoft;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type MailPermission = "Mail.ReadWrite" | "Mail.Send" | "Mail.Read";

/** What to say of one permission. */
interface Wording {
  readonly permission: MailPermission;
  readonly probe: Probe;
  readonly granted: string;
  readonly missing: string;
  readonly advice: string;
  /** Whether messages can be sent without it. */
  readonly optional: boolean;
}

/**
 * Says which way messages will be sent, and names each permission that is missing for it with the command that grants
 * it.
 */
export async function* checkGraphMail(parts: CheckParts): AsyncGenerator<CheckFinding> {
  const { way, mailbox, microsoft, clock, signal } = parts;
  const identity = await microsoft.identify("graph", signal);
  if ("kind" in identity) {
    yield { subject: "token for Microsoft Graph", status: "failed", ...adviseFailure(identity) };
    return;
  }
  const drafts = way === "direct" ? null : await probeDrafts(mailbox, clock.now(), signal);
  const sending = await probeSending(mailbox, signal);
  const direct = drafts === null || (way === "auto" && drafts.probe.kind === "missing");
  const reading = direct ? await probeReading(mailbox, signal) : null;

  const existence = mailboxFinding([drafts?.probe, sending, reading]);
  if (existence !== null) yield existence;
  if (existence?.status === "failed") return;
  const say = (wording: Wording): CheckFinding => permissionFinding(wording, identity, microsoft);
  if (drafts !== null) {
    yield say(draftWording(drafts.probe, way === "auto"));
    if (drafts.leftBehind) yield LEFT_BEHIND;
  }
  yield say(sendWording(sending, identity));
  // Where drafts are wanted and refused, that permission is the one to name: it holds reading as well.
  if (reading !== null && (way === "direct" || reading.kind === "granted")) yield say(readWording(reading));
  if (sending.kind === "granted" && (direct || drafts.probe.kind === "granted")) yield wayFinding(reading);
}

const LEFT_BEHIND: CheckFinding = {
  subject: "test draft",
  status: "warning",
  detail: "A draft marked [TEST], without a recipient, could not be removed again.",
  advice: "Delete it in the folder Drafts of the mailbox. Lockbell does so itself when it is 30 days old.",
};

function mailboxFinding(probes: readonly (Probe | null | undefined)[]): CheckFinding | null {
  const kinds = probes.map((probe) => probe?.kind);
  const subject = "mailbox";
  if (kinds.includes("no-mailbox"))
    return {
      subject,
      status: "failed",
      detail: "There is no mailbox with the address that `from` names.",
      advice: "Make it (a shared mailbox needs no licence), or put `from` right. It must be in Exchange Online.",
    };
  if (kinds.includes("granted")) return { subject, status: "ok", detail: "The mailbox is there." };
  // Who may do nothing there is not told whether there is such a mailbox.
  return null;
}

function permissionFinding(wording: Wording, identity: ApplicationIdentity, microsoft: Microsoft): CheckFinding {
  const { permission, probe, granted, missing, advice, optional } = wording;
  const subject = `permission ${permission}`;
  if (probe.kind === "granted") return { subject, status: "ok", detail: granted };
  if (probe.kind === "unclear")
    return {
      subject,
      status: "failed",
      detail: `It could not be tried: ${probe.reason}.`,
      advice: "Run check again; if it stays, see the reason's name in the documentation of Microsoft's side.",
    };
  const finding: CheckFinding = { subject, status: optional ? "warning" : "failed", detail: missing, advice };
  // What the token names already is not granted once more: Exchange is what refuses it.
  if (identity.roles.includes(permission)) return { ...finding, advice: RESTRICTED };
  return { ...finding, command: grantCommand(permission, { identity, credentials: microsoft.credentials }) };
}

const RESTRICTED =
  "The token names the permission, so Exchange restricts it: add the mailbox to the application access policy's group or to the role's scope.";

function draftWording(probe: Probe, optional: boolean): Wording {
  return {
    permission: "Mail.ReadWrite",
    probe,
    optional,
    granted: "Drafts can be made and removed.",
    missing: "The application may not make drafts in the mailbox.",
    advice: optional
      ? "Grant it, and a lost answer can always be cleared up by looking at the draft. If sending alone is what you want, set `way: direct`."
      : "Grant it, or set `way: direct`.",
  };
}

function sendWording(probe: Probe, { roles }: ApplicationIdentity): Wording {
  return {
    permission: "Mail.Send",
    probe,
    optional: false,
    granted: roles.includes("Mail.Send")
      ? "Messages can be sent."
      : "Messages can be sent: Exchange grants it, without the token naming it.",
    missing: "The application may not send from the mailbox.",
    advice: "Grant it: without it nobody is told anything.",
  };
}

function readWording(probe: Probe): Wording {
  return {
    permission: "Mail.Read",
    probe,
    optional: true,
    granted: "Messages can be looked for.",
    missing: "The application may not look for messages in the mailbox.",
    advice: "Grant it, and a lost answer can be cleared up by looking for the message; without, it stays `unknown`.",
  };
}

/** `reading` is null on the draft way. */
function wayFinding(reading: Probe | null): CheckFinding {
  const subject = "way";
  if (reading === null)
    return {
      subject,
      status: "ok",
      detail: "Each message is made a draft, then sent; what becomes of it can always be asked.",
    };
  const lost =
    reading.kind === "granted"
      ? "a lost answer is cleared up by looking for the message."
      : "a lost answer stays `unknown`, and the message is not sent again.";
  return { subject, status: "ok", detail: `Each message is sent in one step (direct); ${lost}` };
}
