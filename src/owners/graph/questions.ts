/** The questions the directory is asked, as requests, and which bodies can be answers to them. */
import { z } from "zod";
import { mailAddressesOf, namesOf } from "../directory-user.ts";
import { type GraphGroup, type GraphUser, groupSchema, userSchema } from "./directory-entry.ts";
import type { DirectoryPermission } from "./directory-trouble.ts";

/** One request and how its answer is read. */
export interface Question<T> {
  /** Behind host and version, encoded. */
  readonly path: string;
  readonly endpoint: "directory-find" | "directory-read";
  readonly permission: DirectoryPermission;
  readonly headers?: { readonly [name: string]: string };
  /** Null if this body cannot be an answer to this question. */
  readonly read: (body: unknown) => { readonly value: T } | null;
  /** What it means that there is no such object (404 in the directory's own words). */
  readonly absent?: { readonly value: T };
  /** What it means that the directory does not take this question. */
  readonly refused?: { readonly value: T };
}

/** Part of a list, and the token that leads to the rest; null at its end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const USER_FIELDS = "id,mail,userPrincipalName,proxyAddresses,otherMails,accountEnabled,userType";
const GROUP_FIELDS = "id,mail,mailEnabled,proxyAddresses,groupTypes";
/** Nobody shares an address with so many; what goes on is read page by page all the same. */
const FEW = "10";

const listSchema = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });
const kindSchema = z.object({ "@odata.type": z.string().optional() });

/** Users who have this address for their mail or sign in with it. */
export function usersWith(address: string): Question<Page<GraphUser>> {
  return {
    path: list("/users", {
      filter: `${hasMail(address)} or userPrincipalName eq ${literal(address)}`,
      select: USER_FIELDS,
      top: FEW,
    }),
    endpoint: "directory-find",
    permission: "User.Read.All",
    read: readPage((item) => about(userSchema.safeParse(item).data, (user) => namesOf(user).includes(address))),
  };
}

/** Groups that have this address for their mail. */
export function groupsWith(address: string): Question<Page<GraphGroup>> {
  return {
    path: list("/groups", { filter: hasMail(address), select: GROUP_FIELDS, top: FEW }),
    endpoint: "directory-find",
    permission: "GroupMember.Read.All",
    read: readPage((item) =>
      about(groupSchema.safeParse(item).data, (group) => mailAddressesOf(group).includes(address)),
    ),
  };
}

/** The manager of a user. Asked together with the user, so that the answer says whose manager it is. */
export function managerOf(userId: string): Question<GraphUser | null> {
  return {
    path: `/users/${encodeURIComponent(userId)}?$select=id&$expand=manager($select=${USER_FIELDS})`,
    endpoint: "directory-read",
    permission: "User.Read.All",
    absent: { value: null },
    read(body) {
      const user = z.object({ id: z.string(), manager: z.unknown().optional() }).safeParse(body).data;
      if (user === undefined || user.id.toLowerCase() !== userId.toLowerCase()) return null;
      if (user.manager === undefined || user.manager === null || !isUser(user.manager)) return { value: null };
      const manager = userSchema.safeParse(user.manager).data;
      return manager === undefined ? null : { value: manager };
    },
  };
}

/** The users among a group's owners; applications may own groups too. */
export function ownersOf(groupId: string): Question<Page<GraphUser>> {
  return {
    path: list(`/groups/${encodeURIComponent(groupId)}/owners`, { select: USER_FIELDS, top: "100" }),
    endpoint: "directory-find",
    permission: "GroupMember.Read.All",
    read: readPage((item) => (isUser(item) ? userSchema.safeParse(item).data : "skip")),
  };
}

/** Somebody, whoever it is: nobody at all is known to a directory that is the wrong one. */
export function anybody(): Question<Page<{ readonly id: string; readonly accountEnabled: boolean | null }>> {
  return {
    path: list("/users", { select: "id,accountEnabled", top: "1" }),
    endpoint: "directory-find",
    permission: "User.Read.All",
    read: readPage((item) => userSchema.safeParse(item).data),
  };
}

/** Some group, whichever it is: whether groups may be read. */
export function anyGroup(): Question<Page<GraphGroup>> {
  return {
    path: list("/groups", { select: "id", top: "1" }),
    endpoint: "directory-find",
    permission: "GroupMember.Read.All",
    read: readPage((item) => groupSchema.safeParse(item).data),
  };
}

/**
 * Whether anybody has his main address, or signs in, at exactly this domain. An advanced query: a directory that does not know them (Azure AD B2C)
 * cannot say. Source: Graph, "Advanced query capabilities on directory objects".
 */
export function anybodyAt(domain: string): Question<boolean> {
  const end = literal(`@${domain}`);
  const filter = `endsWith(mail,${end}) or endsWith(userPrincipalName,${end})`;
  const read = readPage((item) =>
    // As written: Exchange's own accounts have names that no person has, and are at the domain all the same.
    about(userSchema.safeParse(item).data, ({ mail, userPrincipalName }) =>
      [mail, userPrincipalName].some((name) => name?.trim().toLowerCase().endsWith(`@${domain}`)),
    ),
  );
  return {
    path: `${list("/users", { filter, select: USER_FIELDS, top: "1" })}&$count=true`,
    endpoint: "directory-find",
    permission: "User.Read.All",
    headers: { ConsistencyLevel: "eventual" },
    refused: { value: false },
    read(body) {
      const page = read(body);
      return page === null ? null : { value: page.value.items.length > 0 || page.value.next !== null };
    },
  };
}

/** The same question for the next part of its list. */
export function nextPage<T>(question: Question<T>, token: string): Question<T> {
  return { ...question, path: `${question.path}&$skiptoken=${encodeURIComponent(token)}` };
}

/** `eq` takes no heed of case in the directory, which is documented nowhere; so the main address is asked for as it is written there. */
function hasMail(address: string): string {
  const proxy = (prefix: string): string => `proxyAddresses/any(p:p eq ${literal(prefix + address)})`;
  return `${proxy("smtp:")} or ${proxy("SMTP:")} or mail eq ${literal(address)}`;
}

/** A text in OData: in quotes, quotes in it doubled. Source: OData 4.01 URL conventions, string literals. */
function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function list(
  path: string,
  options: { readonly filter?: string; readonly select: string; readonly top: string },
): string {
  const query = Object.entries(options).map(([name, value]) => `$${name}=${encodeURIComponent(value)}`);
  return `${path}?${query.join("&")}`;
}

/** Reads a list all of whose items are as `readItem` wants them; undefined from it spoils the list, `skip` leaves the item out. */
function readPage<T>(
  readItem: (item: unknown) => T | "skip" | undefined,
): (body: unknown) => { value: Page<T> } | null {
  return (body) => {
    const parsed = listSchema.safeParse(body).data;
    if (parsed === undefined) return null;
    const items: T[] = [];
    for (const raw of parsed.value) {
      const item = readItem(raw);
      if (item === undefined) return null;
      if (item !== "skip") items.push(item);
    }
    const link = parsed["@odata.nextLink"];
    const next = link === undefined ? null : tokenOf(link);
    return next === "" ? null : { value: { items, next } };
  };
}

/** Of a link only the token is taken: a link may lead anywhere, and the token of this service goes nowhere else. */
function tokenOf(link: string): string {
  return URL.canParse(link) ? (new URL(link).searchParams.get("$skiptoken") ?? "") : "";
}

/** An item that is not about what was asked for is no answer to it. */
function about<T>(item: T | undefined, isIt: (item: T) => boolean): T | undefined {
  return item !== undefined && isIt(item) ? item : undefined;
}

function isUser(item: unknown): boolean {
  const type = kindSchema.safeParse(item).data?.["@odata.type"];
  return type === undefined || type === "#microsoft.graph.user";
}
