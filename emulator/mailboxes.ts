import type { DirectoryUser, Mailbox } from "./state.ts";

/** The mailbox that notices are sent from in the samples. */
export const NOTICE_MAILBOX = "document-protection@contoso.com";

/** A mailbox for notices, and one for each user who has an address of the tenant's own. */
export function defaultMailboxes(users: readonly DirectoryUser[]): Map<string, Mailbox> {
  // A guest's mail lives elsewhere; a disabled user's mailbox stays.
  const own = users.filter(({ userType, mail }) => userType === "Member" && mail !== null);
  const addresses = [NOTICE_MAILBOX, ...own.map(({ mail }) => String(mail))];
  return new Map(
    addresses.map((name) => {
      const address = name.toLowerCase();
      return [address, { address, ours: true, messages: [] }];
    }),
  );
}
