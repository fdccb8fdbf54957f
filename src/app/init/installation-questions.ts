import type { Answers } from "./answers.ts";
import { type Condition, type Question, usually, whenChosen } from "./question.ts";

/** The kinds of parts, of those that are offered, that reach Microsoft. Said again here, so that the help needs no component's schema. */
const REACHING: ReadonlySet<string> = new Set(["log-analytics", "graph", "graph-mail", "sentinel-stix"]);

const reachesMicrosoft: Condition = {
  holds: ({ source = [], owners = [], notifier = [], sink = [] }: Answers) =>
    [...source, ...owners, ...notifier, ...sink].some((type) => REACHING.has(type)),
  words: "a part that reaches Microsoft",
};

const byCertificate = whenChosen("credentials", "client-certificate");

/** Who Lockbell is: to Microsoft, to owners, and where it remembers. */
export const INSTALLATION_QUESTIONS: readonly Question[] = [
  {
    name: "tenant-id",
    at: ["tenantId"],
    asks: "the Microsoft Entra tenant's id",
    value: "<guid>",
    form: "text",
    mayBeNone: (answers) => !reachesMicrosoft.holds(answers),
  },
  {
    name: "cloud",
    at: ["cloud"],
    asks: "the cloud the tenant is in",
    value: "<name>",
    form: "choice",
    choices: [
      { name: "public", means: "Azure, for nearly everybody" },
      { name: "usgov", means: "Azure US Government (GCC High)" },
      { name: "usgov-dod", means: "Azure US Government (DoD)" },
      { name: "china", means: "Azure in China, run by 21Vianet" },
    ],
    when: reachesMicrosoft,
    fallback: usually("public"),
  },
  {
    name: "credentials",
    at: ["credentials"],
    asks: "how Lockbell proves to Microsoft who it is",
    value: "<kind>",
    form: "choice",
    choices: [
      { name: "default", means: "what the environment offers (Azure CLI, …)" },
      { name: "managed-identity", means: "the identity Azure gives the machine" },
      { name: "client-secret", means: "an application's secret" },
      { name: "client-certificate", means: "an application's certificate" },
      { name: "workload-identity", means: "a token of another issuer, e.g. Kubernetes" },
    ],
    when: reachesMicrosoft,
    fallback: usually("default"),
  },
  {
    name: "client-id",
    at: ["credentials", "clientId"],
    asks: "the client id",
    value: "<guid>",
    form: "text",
    when: reachesMicrosoft,
    mayBeNone: (answers) => !whenChosen("credentials", "client-secret", "client-certificate").holds(answers),
  },
  {
    name: "client-secret",
    at: ["credentials", "clientSecret"],
    asks: "where the application's secret is, never the secret itself",
    value: "<env:NAME|file:PATH>",
    form: "reference",
    when: whenChosen("credentials", "client-secret"),
    fallback: usually("file:lockbell-secret.txt"),
  },
  {
    name: "certificate",
    at: ["credentials", "certificate"],
    asks: "the file with certificate and private key",
    value: "<file>",
    form: "path",
    when: byCertificate,
    fallback: usually("lockbell-certificate.pem"),
  },
  {
    name: "certificate-password",
    at: ["credentials", "password"],
    asks: "where the private key's password is, never the password itself",
    value: "<env:NAME|file:PATH>",
    form: "reference",
    when: byCertificate,
    mayBeNone: () => true,
  },
  {
    name: "token-file",
    at: ["credentials", "tokenFile"],
    asks: "the file with the other issuer's token",
    value: "<file>",
    form: "path",
    when: whenChosen("credentials", "workload-identity"),
    mayBeNone: () => true,
  },
  {
    name: "brand",
    at: ["notices", "brand", "name"],
    asks: "who signs the mails",
    value: "<name>",
    form: "text",
    fallback: usually("Document protection"),
  },
  {
    name: "contact",
    at: ["notices", "brand", "contact"],
    asks: "the address an owner may write to",
    value: "<address>",
    form: "text",
    mayBeNone: () => true,
    fallback: ({ security }) => security,
  },
  {
    name: "store",
    at: ["store", "path"],
    asks: "the database file",
    value: "<file>",
    form: "path",
    fallback: usually("lockbell.db"),
  },
];
