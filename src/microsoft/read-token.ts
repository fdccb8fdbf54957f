import { parseObject } from "../platform/parse-object.ts";
import type { ApplicationIdentity } from "./microsoft.ts";

/**
 * What a token says of us, for advice only: its signature is not checked and is none of our business. `appid` is what Microsoft's v1
 * tokens call the client, `azp` what v2 ones do. A token that is no JWT says nothing.
 */
export function readToken(token: string): ApplicationIdentity {
  const claims = parseObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return {
    clientId: readText(claims["appid"]) ?? readText(claims["azp"]),
    objectId: readText(claims["oid"]),
    roles: Array.isArray(claims["roles"]) ? claims["roles"].filter((role) => typeof role === "string") : [],
  };
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
