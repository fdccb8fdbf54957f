import { describe, expect, it } from "vitest";
import { readToken } from "./read-token.ts";

const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const NOBODY = { clientId: null, objectId: null, roles: [] };

describe("who a token says we are", () => {
  it.each([
    [
      token({ appid: "a", oid: "o", roles: ["Mail.Send", "Mail.Read"] }),
      { clientId: "a", objectId: "o", roles: ["Mail.Send", "Mail.Read"] },
    ],
    [token({ azp: "z" }), { ...NOBODY, clientId: "z" }],
    [token({ appid: "a", azp: "z" }), { ...NOBODY, clientId: "a" }],
    [token({ appid: 1, oid: "", roles: "Mail.Send" }), NOBODY],
    [token({ roles: ["a", 1, null] }), { ...NOBODY, roles: ["a"] }],
    [token(null), NOBODY],
    ["opaque", NOBODY],
    ["a.%%%.c", NOBODY],
    ["", NOBODY],
  ])("%#", (text, identity) => {
    expect(readToken(text)).toEqual(identity);
  });
});
