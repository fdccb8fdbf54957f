import type { DirectoryGroup, DirectoryUser, EmulatorState } from "../../state.ts";

type Users = Pick<EmulatorState, "users">;

/** The user of this id or user principal name; not one that was deleted. */
export function findUser(state: Users, key: string): DirectoryUser | undefined {
  const wanted = key.toLowerCase();
  return state.users.find(
    (user) => !isDeleted(user) && (user.id.toLowerCase() === wanted || user.userPrincipalName.toLowerCase() === wanted),
  );
}

/** The user one of whose addresses this is, whichever kind of address. */
export function findUserByAddress(state: Users, address: string): DirectoryUser | undefined {
  const wanted = address.toLowerCase();
  return state.users.find((user) => !isDeleted(user) && userAddresses(user).includes(wanted));
}

/** Every address of a user, lower case: mail, user principal name and SMTP proxies. */
export function userAddresses(user: DirectoryUser): readonly string[] {
  const proxies = user.proxyAddresses.filter((proxy) => /^smtp:/i.test(proxy)).map((proxy) => proxy.slice(5));
  return [user.mail, user.userPrincipalName, ...proxies]
    .filter((address): address is string => typeof address === "string" && address !== "")
    .map((address) => address.toLowerCase());
}

/** Deleted users stay in the data, with the time of their deletion, for thirty days (Graph: `directory/deletedItems`). */
export function isDeleted(user: { readonly [property: string]: unknown }): boolean {
  return typeof user["deletedDateTime"] === "string";
}

/** The users whose addresses (or ids, or user principal names) a group lists as its members or owners; the data holds addresses. */
export function groupUsers(
  state: Users,
  group: DirectoryGroup,
  relation: "members" | "owners",
): readonly DirectoryUser[] {
  return (group[relation] ?? []).flatMap((key) => findUser(state, key) ?? findUserByAddress(state, key) ?? []);
}
