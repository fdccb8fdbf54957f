/** The form of a token request. Fields nobody knows are ignored, as Entra does; client libraries send several. */
import type { EntraError } from "./entra-errors.ts";
import { refusals } from "./refusals.ts";

/** What a token request says. */
export interface TokenForm {
  readonly grantType: string;
  readonly clientId: string;
  readonly scope: string;
  readonly secret: string | null;
  readonly assertion: string | null;
  readonly assertionType: string | null;
}

const FIELDS = ["grant_type", "client_id", "scope", "client_secret", "client_assertion", "client_assertion_type"];

/** Reads the form, client id and secret perhaps from HTTP Basic; an error in its own words otherwise. */
export function readForm(
  body: Buffer,
  contentType: string | undefined,
  authorization: string | undefined,
): TokenForm | EntraError {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType ?? "");
  const fields = new URLSearchParams(isForm ? body.toString("utf8") : "");
  const repeated = FIELDS.find((field) => fields.getAll(field).length > 1);
  if (repeated !== undefined) {
    return refusals.repeated(repeated);
  }
  const basic = readBasic(authorization);
  const clientId = fields.get("client_id") || basic?.clientId;
  const grantType = fields.get("grant_type");
  if (!grantType) {
    return refusals.missing("grant_type");
  }
  if (!clientId) {
    return refusals.missing("client_id");
  }
  return {
    grantType,
    clientId,
    scope: fields.get("scope") ?? "",
    secret: fields.get("client_secret") || basic?.secret || null,
    assertion: fields.get("client_assertion") || null,
    assertionType: fields.get("client_assertion_type"),
  };
}

/** Id and secret are form-encoded inside HTTP Basic. Source: RFC 6749, 2.3.1. */
function readBasic(authorization: string | undefined): { readonly clientId: string; readonly secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  const pair = encoded === undefined ? null : Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair?.indexOf(":") ?? -1;
  if (pair === null || colon < 0) {
    return null;
  }
  try {
    return { clientId: decode(pair.slice(0, colon)), secret: decode(pair.slice(colon + 1)) };
  } catch {
    return null;
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
