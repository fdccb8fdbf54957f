/** A tenant's directory as Microsoft Graph lists it. People are named by their addresses: `manager`, `members` and `owners`. */
import type { OddPeople } from "./odd-people.ts";
import type { Owner, OwnerKind } from "./owners.ts";
import { guestPrincipal, nameAt, PARTNER_DOMAINS, type Person } from "./people.ts";

/** A user as Graph lists him, with the manager's address. */
export interface ListedUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly proxyAddresses: readonly string[];
  readonly accountEnabled: boolean;
  readonly userType: "Member" | "Guest";
  readonly preferredLanguage: string | null;
  readonly usageLocation: string | null;
  readonly manager: string | null;
}

/** A group as Graph lists it, with the addresses of its people. */
export interface ListedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly groupTypes: readonly string[];
  readonly members: readonly string[];
  readonly owners: readonly string[];
}

const GUESTS = 6;

/** The guests every tenant has: some of the partners' people, by their addresses at home. */
export function guestAddresses(): readonly string[] {
  return Array.from({ length: GUESTS }, (_, i) => {
    return `${nameAt(i * 5).local}@${PARTNER_DOMAINS[i % PARTNER_DOMAINS.length]}`;
  });
}

/** Our people, and the guests among our partners. */
export function listUsers(people: readonly Person[], guests: readonly string[]): readonly ListedUser[] {
  return [...people.map(listMember), ...guests.map(listGuest)];
}

function listMember(person: Person): ListedUser {
  const { sharedAddress, hasMailbox, address } = person;
  const shared = sharedAddress === undefined ? [] : [`smtp:${sharedAddress}`];
  return {
    id: person.id,
    displayName: person.displayName,
    userPrincipalName: address,
    mail: hasMailbox ? address : null,
    proxyAddresses: hasMailbox ? [`SMTP:${address}`, `smtp:${person.alias}`, ...shared] : [],
    accountEnabled: person.enabled,
    userType: "Member",
    preferredLanguage: person.language,
    usageLocation: person.country,
    manager: person.manager ?? null,
  };
}

function listGuest(address: string, i: number): ListedUser {
  return {
    id: `9a57e000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`,
    displayName: address,
    userPrincipalName: guestPrincipal(address),
    mail: address,
    proxyAddresses: [`SMTP:${address}`],
    accountEnabled: true,
    userType: "Guest",
    preferredLanguage: null,
    usageLocation: null,
    manager: null,
  };
}

const GROUP_KINDS: readonly OwnerKind[] = ["group", "group-ownerless", "group-of-leavers"];

/** Whom groups are made of. */
export interface GroupStock {
  readonly people: readonly Person[];
  readonly odd: OddPeople;
  readonly guests: readonly string[];
}

/** The groups that own documents, each with a mailbox, and a security group that gets no mail. */
export function listGroups(owners: readonly Owner[], { people, odd, guests }: GroupStock): readonly ListedGroup[] {
  const present = people.filter(({ enabled }) => enabled).map(({ address }) => address);
  const group = (
    n: number,
    mail: string | null,
    members: readonly string[],
    owning: readonly string[],
  ): ListedGroup => ({
    id: `6709e000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    displayName: mail?.split("@")[0] ?? "Works council",
    mail,
    mailEnabled: mail !== null,
    securityEnabled: mail === null,
    // Of those with a mailbox some are Microsoft 365 groups, and some are distribution lists.
    groupTypes: mail !== null && n % 2 === 0 ? ["Unified"] : [],
    members,
    owners: owning,
  });
  const mails = new Map(
    owners.filter(({ kind }) => GROUP_KINDS.includes(kind)).map((owner) => [owner.recorded, owner.kind]),
  );
  const listed = [...mails].map(([mail, kind], i) => {
    const start = (i * 3) % present.length;
    const members = present.slice(start, start + 3);
    return group(i, mail, members, ownersOf(kind, members, odd, guests));
  });
  const council = present.slice(-2);
  return [...listed, group(listed.length, null, council, council.slice(0, 1))];
}

/** A group of leavers also has an owner who is somebody else's employee. */
function ownersOf(
  kind: OwnerKind,
  members: readonly string[],
  odd: OddPeople,
  guests: readonly string[],
): readonly string[] {
  if (kind === "group-ownerless") return [];
  if (kind === "group") return members.slice(0, 2).toReversed();
  return [odd.leaverAlone.address, odd.withoutMailbox.address, guests[1] ?? ""];
}
