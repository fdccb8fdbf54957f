import type { CheckFinding } from "../../platform/check-finding.ts";
import { classify } from "./classify.ts";
import { digitsOf, type SmtpFailure } from "./smtp-failure.ts";
import { nameOfPlace } from "./smtp-place.ts";
import { openSession, type SessionSettings, type SmtpSession } from "./smtp-session.ts";

interface Words {
  readonly detail: string;
  readonly advice: string;
}

const CA_ADVICE =
  "Give the server a certificate that this machine trusts, or name its certificate authority in `http.ca`.";

/** What each failure's name means to the person who has to mend it. */
const WORDS: { readonly [reason: string]: Words } = {
  "host-not-found": {
    detail: "There is no such host.",
    advice: "Look at `host`, and whether this machine can resolve it.",
  },
  "connection-refused": {
    detail: "Nothing answers at this port.",
    advice: "Look at `port`: 587 and 465 are for programs that hand mail in, 25 is for mail servers.",
  },
  "host-unreachable": { detail: "There is no way to this host.", advice: "Look at the network and its firewalls." },
  "connection-timed-out": {
    detail: "The server did not answer in time.",
    advice:
      "Look at `port` and at firewalls; many networks let no mail out but through their own server. With a port for implicit TLS use `tls: implicit`.",
  },
  "connection-lost": {
    detail: "The server ended the connection.",
    advice: "Ask the server's log; it may accept only certain addresses, or expect `tls: implicit`.",
  },
  "certificate-expired": {
    detail: "The server's certificate is not valid today.",
    advice: "Have the server's certificate renewed, and look at this machine's clock.",
  },
  "certificate-wrong-name": {
    detail: "The server's certificate is made out for another name.",
    advice: "Use one of the certificate's names as `host`.",
  },
  "certificate-untrusted": {
    detail: "The server's certificate was not issued by an authority that this machine trusts.",
    advice: CA_ADVICE,
  },
  "tls-failed": {
    detail: "TLS could not be agreed on.",
    advice: "Port 465 wants `tls: implicit`, port 587 `tls: required`. The server must offer TLS 1.2 or later.",
  },
  "no-starttls": {
    detail: "The server offers no STARTTLS.",
    advice: "Use the port on which it offers TLS. `tls: none` sends everything so that anybody on the way can read it.",
  },
  "greeting-refused": {
    detail: "The server refuses to talk to this machine.",
    advice: "Have the server allow this machine's address, and set `name` to the name its address resolves to.",
  },
  "server-closing": { detail: "The server is busy or closing.", advice: "Try again later." },
  "reply-not-understood": { detail: "What answers there is no mail server.", advice: "Look at `host` and `port`." },
  "authentication-not-offered": {
    detail: "The server offers no way to sign in with a user and a password.",
    advice: "Leave `user` and `password` out, or use the port for submission (587 or 465).",
  },
  "authentication-refused": {
    detail: "The server refuses this user and password.",
    advice:
      "Look at `user` and at what the reference in `password` leads to, and whether the account may send by SMTP.",
  },
  "authentication-deferred": {
    detail: "The server cannot check the password at present.",
    advice: "Try again later, or ask whoever runs the server.",
  },
  "authentication-required": {
    detail: "The server takes mail only after signing in, or after TLS.",
    advice: "Set `user` and `password`, and leave `tls` at `required`.",
  },
  "sender-refused": {
    detail: "The server takes no mail from this sender.",
    advice: "Have the server allow `envelopeFrom` (or `from`) for this user or machine.",
  },
  "sender-deferred": { detail: "The server takes no mail from this sender at present.", advice: "Try again later." },
  stopped: { detail: "It was told to stop.", advice: "Try again." },
};

/** Connects, makes TLS, signs in and names the sender, and says how far it came. Nothing is sent to anybody, and no recipient is named. */
export async function* checkSmtp(
  settings: SessionSettings,
  envelopeFrom: string,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  const opened = await openSession(settings, signal);
  if (opened.status === "failed") {
    const { stage } = opened.failure;
    if (stage === "authentication") {
      yield reached(settings);
      yield failed("sign-in", opened.failure);
    } else yield failed(connectionSubject(settings), opened.failure);
    return;
  }
  const { session } = opened;
  try {
    yield reached(settings);
    yield privacy(settings, session);
    if (settings.credentials !== null)
      yield { subject: "sign-in", status: "ok", detail: "User and password are right." };
    const refused = await session.probeSender(envelopeFrom, signal);
    yield refused === null
      ? { subject: "sender", status: "ok", detail: "The server takes mail from the sender." }
      : failed("sender", refused);
  } finally {
    session.quit();
  }
}

function connectionSubject({ place }: SessionSettings): string {
  return `mail server ${nameOfPlace(place)}`;
}

function reached(settings: SessionSettings): CheckFinding {
  return { subject: connectionSubject(settings), status: "ok", detail: "The mail server answers." };
}

function privacy({ place }: SessionSettings, session: SmtpSession): CheckFinding {
  const subject = "encryption";
  if (place.tls === "required" || place.tls === "implicit")
    return { subject, status: "ok", detail: "TLS, and the server's certificate holds." };
  const advice = "Use `tls: required`; `http.ca` names a certificate authority of your own.";
  return session.isSecured
    ? { subject, status: "warning", detail: "TLS, but nobody checks with whom.", advice }
    : { subject, status: "warning", detail: "None: anybody on the way can read what is sent.", advice };
}

function failed(subject: string, failure: SmtpFailure): CheckFinding {
  const { reason } = classify(failure);
  const { detail, advice } = WORDS[reason] ?? { detail: "The server refused.", advice: "Ask the server's log." };
  const digits = digitsOf(failure);
  return { subject, status: "failed", detail: digits === undefined ? detail : `${detail} (${digits})`, advice };
}
