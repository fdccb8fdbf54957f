import { expect, test } from "vitest";
import { defaultMailboxes } from "./mailboxes.ts";
import type { DirectoryUser } from "./state.ts";

function user(mail: string | null, change: Partial<DirectoryUser> = {}): DirectoryUser {
  return {
    id: String(mail),
    displayName: "",
    userPrincipalName: mail ?? "unlicensed@contoso.com",
    mail,
    proxyAddresses: [],
    accountEnabled: true,
    userType: "Member",
    ...change,
  };
}

test("notices have a mailbox, and so has each member with an address; guests have theirs elsewhere", () => {
  const mailboxes = defaultMailboxes([
    user("Adele.Vance@contoso.com"),
    user("left@contoso.com", { accountEnabled: false }),
    user("guest@fabrikam.com", { userType: "Guest" }),
    user(null),
  ]);
  expect([...mailboxes.keys()]).toEqual([
    "document-protection@contoso.com",
    "adele.vance@contoso.com",
    "left@contoso.com",
  ]);
  expect(mailboxes.get("left@contoso.com")).toEqual({ address: "left@contoso.com", ours: true, messages: [] });
});
