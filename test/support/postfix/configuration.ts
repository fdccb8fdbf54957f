/** The two files a Postfix of its own needs. Nothing in them leads to the machine's own Postfix, its queue or its mail. */
import { join } from "node:path";

/** What a test may know of it. */
export interface PostfixPorts {
  /** STARTTLS offered, no password wanted. */
  readonly relay: number;
  /** STARTTLS and a password are needed before anything else. */
  readonly submission: number;
  /** TLS from the first byte, and a password. */
  readonly submissions: number;
}

/** What the files are made from. */
export interface PostfixPlan {
  readonly folder: string;
  readonly ports: PostfixPorts;
  readonly saslPort: number;
  /** The mailboxes there are, all in contoso.com. */
  readonly mailboxes: readonly string[];
  /** What is said of other recipients: `450 4.2.0 …`. */
  readonly answers: ReadonlyMap<string, string>;
  readonly maxBytes: number;
}

/** Debian's account without rights: mail is delivered as it. */
export const NOBODY = 65_534;

/** Any folder below a postfix folder. */
export const placesOf = (folder: string) => ({
  config: join(folder, "config"),
  queue: join(folder, "queue"),
  data: join(folder, "data"),
  mail: join(folder, "mail"),
  log: join(folder, "mail.log"),
});

const INLINE_MAP = (entries: Iterable<readonly [string, string]>): string =>
  `inline:{ ${[...entries].map(([key, value]) => `{ ${key} = ${value} }`).join(", ")} }`;

/** main.cf */
export function mainCf({ folder, saslPort, mailboxes, answers, maxBytes }: PostfixPlan): string {
  const places = placesOf(folder);
  const settings: Readonly<Record<string, string>> = {
    compatibility_level: "3.6",
    queue_directory: places.queue,
    data_directory: places.data,
    command_directory: "/usr/sbin",
    daemon_directory: "/usr/lib/postfix/sbin",
    maillog_file: places.log,
    maillog_file_prefixes: folder,
    mail_owner: "postfix",
    setgid_group: "postdrop",
    myhostname: "mail.contoso.com",
    mynetworks: "127.0.0.0/8",
    mydestination: "",
    inet_interfaces: "loopback-only",
    inet_protocols: "ipv4",
    default_transport: "error:nothing leaves this machine",
    relay_transport: "error:nothing leaves this machine",
    virtual_mailbox_domains: "contoso.com",
    virtual_mailbox_base: places.mail,
    virtual_mailbox_maps: INLINE_MAP(mailboxes.map((name) => [`${name}@contoso.com`, `${name}/`])),
    virtual_uid_maps: `static:${NOBODY}`,
    virtual_gid_maps: `static:${NOBODY}`,
    message_size_limit: String(maxBytes),
    virtual_mailbox_limit: "0",
    smtpd_tls_security_level: "may",
    smtpd_tls_cert_file: join(places.config, "cert.pem"),
    smtpd_tls_key_file: join(places.config, "key.pem"),
    smtpd_tls_session_cache_database: "",
    smtpd_sasl_type: "dovecot",
    smtpd_sasl_path: `inet:127.0.0.1:${saslPort}`,
    smtpd_tls_auth_only: "yes",
    smtpd_helo_required: "yes",
    smtpd_relay_restrictions: "reject_unauth_destination",
    smtpd_recipient_restrictions: `check_recipient_access ${INLINE_MAP([...answers])}, reject_unlisted_recipient`,
    // Refused only when all of it has been read: after the final dot.
    body_checks: "inline:{ { THIS-IS-SPAM = REJECT } }",
    smtpd_delay_reject: "yes",
    smtputf8_enable: "yes",
    notify_classes: "",
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join("\n")}\n`;
}

/** master.cf */
export function masterCf({ ports }: PostfixPlan): string {
  const signIn = "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject";
  return `127.0.0.1:${ports.relay} inet n - n - - smtpd
127.0.0.1:${ports.submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt ${signIn}
127.0.0.1:${ports.submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes ${signIn}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
