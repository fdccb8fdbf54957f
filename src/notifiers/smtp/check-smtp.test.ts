import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { smtpNotifier } from "./index.ts";
import { makeCertificates, type TestCertificates } from "./testdata/certificates.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./testdata/scripted-server.ts";
import { testConfig, testSettings } from "./testdata/smtp-settings.ts";

const GOES_ON = new AbortController().signal;
const SIGN_IN = { user: "lockbell", password: "correct horse" };

let certificates: TestCertificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

interface Checked {
  readonly server: ScriptedServer;
  readonly findings: readonly CheckFinding[];
}

async function check(script: Script, keys: object = {}): Promise<Checked> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  const config = testConfig(server.port, keys);
  const findings = await Array.fromAsync(smtpNotifier.check(config, testSettings(certificates.ca), GOES_ON));
  return { server, findings };
}

const outline = (findings: readonly CheckFinding[]): readonly string[] =>
  findings.map(({ subject, status }) => `${subject.split(" ").slice(0, 2).join(" ")}: ${status}`);

describe("checking a mail server", () => {
  it("that is as it should be, connects, signs in, names the sender, and neither a recipient nor a message", async () => {
    const { server, findings } = await check(
      { startTls: certificates.good, offers: ["AUTH PLAIN", "PIPELINING"] },
      { tls: "required", envelopeFrom: "bounces@contoso.com", ...SIGN_IN },
    );
    expect(outline(findings)).toEqual(["mail server: ok", "encryption: ok", "sign-in: ok", "sender: ok"]);
    while (server.heard.at(-1) !== "QUIT") await new Promise((resolve) => setImmediate(resolve));
    const verbs = server.heard.map((line) => (line.startsWith("AUTH") ? "AUTH" : line));
    expect(verbs).toEqual([
      "EHLO lockbell.contoso.com",
      "STARTTLS",
      "EHLO lockbell.contoso.com",
      "AUTH",
      "MAIL FROM:<bounces@contoso.com>",
      "RSET",
      "QUIT",
    ]);
  });

  it.each<readonly [what: string, keys: object, script: Script, finding: string]>([
    ["no TLS", { tls: "none" }, {}, "encryption: warning"],
    ["no TLS where it would be taken", { tls: "opportunistic" }, {}, "encryption: warning"],
  ])("warns of %s", async (_what, keys, script, finding) => {
    expect(outline((await check(script, keys)).findings)).toContain(finding);
  });

  it("warns of TLS with anybody", async () => {
    const { findings } = await check({ startTls: certificates.selfSigned }, { tls: "opportunistic" });
    expect(findings[1]).toMatchObject({ status: "warning", detail: "TLS, but nobody checks with whom." });
  });

  type Wrong = readonly [
    what: string,
    keys: object,
    script: (all: TestCertificates) => Script,
    subject: RegExp,
    detail: RegExp,
  ];

  it.each<Wrong>([
    ["no STARTTLS", { tls: "required" }, () => ({}), /^mail server/, /offers no STARTTLS/],
    [
      "an expired certificate",
      { tls: "required" },
      ({ expired }) => ({ startTls: expired }),
      /^mail server/,
      /not valid today/,
    ],
    [
      "a certificate for another name",
      { tls: "required" },
      ({ wrongName }) => ({ startTls: wrongName }),
      /^mail server/,
      /another name/,
    ],
    [
      "an untrusted certificate",
      { tls: "implicit" },
      ({ untrusted }) => ({ implicitTls: untrusted }),
      /^mail server/,
      /authority that this machine trusts/,
    ],
    ["another protocol", {}, () => ({ acts: { connect: "SSH-2.0-OpenSSH_9.2" } }), /^mail server/, /no mail server/],
    [
      "a refused greeting",
      {},
      () => ({ acts: { connect: "554 5.7.1 No" } }),
      /^mail server/,
      /refuses to talk.* \(554 5\.7\.1\)/,
    ],
    [
      "a wrong password",
      SIGN_IN,
      () => ({ offers: ["AUTH LOGIN"], acts: { AUTH: (_t, n) => (n < 1 ? "334 UGFzc3dvcmQ6" : "535 5.7.8 No") } }),
      /^sign-in/,
      /refuses this user and password\. \(535 5\.7\.8\)/,
    ],
    ["no way to sign in", SIGN_IN, () => ({ offers: [] }), /^sign-in/, /no way to sign in/],
    [
      "a sender it does not take",
      {},
      () => ({ acts: { MAIL: "550 5.1.8 Who?" } }),
      /^sender/,
      /no mail from this sender\. \(550 5\.1\.8\)/,
    ],
    [
      "a password that is wanted",
      {},
      () => ({ acts: { MAIL: "530 5.7.0 Sign in" } }),
      /^sender/,
      /only after signing in/,
    ],
    ["an end in the middle", {}, () => ({ acts: { MAIL: "drop" } }), /^sender/, /ended the connection/],
  ])("names %s, and what to do", async (_what, keys, script, subject, detail) => {
    const { findings } = await check(script(certificates), keys);
    const wrong = findings.filter(({ status }) => status === "failed");
    expect(wrong).toEqual([
      {
        subject: expect.stringMatching(subject),
        status: "failed",
        detail: expect.stringMatching(detail),
        advice: expect.stringMatching(/\.$/),
      },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/correct horse|bG9ja2JlbGw|Who\?|Sign in"/);
  });

  it("names a place where nothing listens", async () => {
    const { server } = await check({});
    await server.close();
    const findings = await Array.fromAsync(smtpNotifier.check(testConfig(server.port), testSettings(), GOES_ON));
    expect(findings).toMatchObject([{ status: "failed", detail: "Nothing answers at this port." }]);
  });

  it("ends at once when it is told to stop", async () => {
    const findings = await Array.fromAsync(smtpNotifier.check(testConfig(25), testSettings(), AbortSignal.abort()));
    expect(findings).toMatchObject([{ status: "failed", detail: "It was told to stop." }]);
  });
});
