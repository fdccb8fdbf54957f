import type { ApiFailure } from "./microsoft.ts";

/** What a failure means for whoever configured this, and what to do; neither holds a host, an id or a secret. */
export interface FailureAdvice {
  /** One sentence. */
  readonly detail: string;
  readonly advice: string;
}

const NETWORK = "Look at this machine's network and, if others are reached through a proxy, at `http.proxy`.";

/** By the name of what was met on the way: at the API itself, or at the login service (then it is the failure's detail). */
const ON_THE_WAY: { readonly [reason: string]: readonly [met: string, advice: string] } = {
  "host-not-found": ["Its name is not known here", `${NETWORK} Then at \`cloud\` and \`endpoints\`.`],
  "connection-refused": ["The connection was refused", NETWORK],
  "connection-timed-out": ["No connection came about", NETWORK],
  "connection-lost": ["The connection was lost", NETWORK],
  "timed-out": ["It did not answer in time", NETWORK],
  "certificate-untrusted": [
    "Its certificate is not trusted",
    "If a proxy or firewall opens TLS here, put the certificate authority it uses into `http.ca`. Otherwise look at this machine's clock.",
  ],
  "proxy-refused": [
    "The proxy did not let the connection through",
    "Look at `http.proxy`: its address, its user and password, and what it allows.",
  ],
  "bad-url": ["Its address is no web address", "Look at `endpoints` and `http.proxy`."],
};

/** Source: "Microsoft Entra authentication and authorization error codes". */
const LOGIN_ERRORS: { readonly [code: string]: readonly [met: string, advice: string] } = {
  AADSTS7000215: ["The secret is wrong", "Take the secret's value, not its id; look at `credentials`."],
  AADSTS7000222: ["The secret has expired", "Make a new secret of the application and put it in the old one's place."],
  AADSTS700016: ["The tenant does not know the application", "Look at `tenantId` and `credentials.clientId`."],
  AADSTS90002: ["There is no such tenant", "Look at `tenantId`, and at `cloud` if it is a national cloud."],
  AADSTS700027: [
    "The certificate is not the application's",
    "Add the certificate to the application, or put the right one there.",
  ],
  AADSTS70021: [
    "No federated credential of the application fits the token",
    "Look at its issuer, subject and audience.",
  ],
  AADSTS53003: ["Conditional access does not allow it", "Ask whoever administers the tenant's conditional access."],
};

/** What kept a request from being answered, in words. */
export function adviseFailure({ reason, detail }: ApiFailure): FailureAdvice {
  switch (reason) {
    case "login-unreachable": {
      const [met, advice] = ON_THE_WAY[detail ?? ""] ?? ["It did not answer as it should", NETWORK];
      return { detail: `The login service cannot be reached. ${met}.`, advice };
    }
    case "login-throttled":
      return { detail: "The login service asks to wait.", advice: "Nothing to do: it is tried again." };
    case "credential-refused": {
      const [met, advice] = LOGIN_ERRORS[detail ?? ""] ?? [
        "They are not accepted",
        "Look at `tenantId` and `credentials`.",
      ];
      return { detail: `The login service refuses the credentials. ${met}${coded(detail)}.`, advice };
    }
    case "credential-unreadable":
      return {
        detail: `The credentials cannot be read${coded(detail)}.`,
        advice: "Put a readable file there, in the form the configuration reference names.",
      };
    case "credential-unavailable":
      return {
        detail: "There are no credentials of this type here.",
        advice:
          "A managed identity must be switched on for this host; workload identity needs AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE or the keys of `credentials`.",
      };
    default: {
      const [met, advice] = ON_THE_WAY[reason] ?? [`There was no answer (${reason})`, NETWORK];
      return { detail: `The service cannot be reached. ${met}.`, advice };
    }
  }
}

function coded(detail: string | undefined): string {
  return detail === undefined ? "" : ` (${detail})`;
}
