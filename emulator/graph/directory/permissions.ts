/** Which application permissions suffice for what, the least first. Source: the "Permissions" part of each method's page. */

const DIRECTORY: readonly string[] = ["Directory.Read.All", "Directory.ReadWrite.All"];

/** Reading users with all their properties. */
export const USER_FULL: readonly string[] = ["User.Read.All", "User.ReadWrite.All", ...DIRECTORY];

/** Reading users at all. */
export const USER_ANY: readonly string[] = ["User.ReadBasic.All", ...USER_FULL];

/** Reading groups and who is in them. */
export const GROUP_ANY: readonly string[] = [
  "GroupMember.Read.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "GroupMember.ReadWrite.All",
  ...DIRECTORY,
];

/** Reading a mailbox's settings. */
export const MAILBOX_SETTINGS: readonly string[] = ["MailboxSettings.Read", "MailboxSettings.ReadWrite"];

/** Whether any of these permissions is among the caller's. */
export function mayAny(roles: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return wanted.some((role) => roles?.includes(role) === true);
}
