import type { OddPeople } from "./odd-people.ts";
import { ALIAS_DOMAIN, BOUGHT_DOMAIN, HOME_DOMAIN, nameAt, PARTNER_DOMAINS, type Person } from "./people.ts";
import type { Random } from "./random.ts";

/** What kind of owner a log names: most are people, and some are nobody a mail could reach. */
export type OwnerKind =
  | "member"
  | "alias"
  | "leaver"
  | "leaver-alone"
  | "leaver-of-leaver"
  | "group"
  | "group-ownerless"
  | "group-of-leavers"
  | "guest"
  | "without-mailbox"
  | "shared-address"
  | "bought-company"
  | "outside"
  | "service-principal"
  | "several"
  | "malformed"
  | "blank";

/** An owner as the log names him. */
export interface Owner {
  readonly kind: OwnerKind;
  /** What stands in the log; "" where nothing does. */
  readonly recorded: string;
  /** Who it is, if it is somebody of ours and the directory knows which. */
  readonly person?: Person;
}

/** Every kind but members, in the order in which a tenant's owners have them: those of a small tenant first. */
const SPECIAL_OWNERS: readonly OwnerKind[] = [
  "alias",
  "leaver",
  "service-principal",
  "group",
  "several",
  "blank",
  "outside",
  "malformed",
  "group-ownerless",
  "guest",
  "leaver-alone",
  "without-mailbox",
  "bought-company",
  "leaver-of-leaver",
  "shared-address",
  "group-of-leavers",
];

/** Whom owners are made of. */
export interface OwnerStock {
  readonly people: readonly Person[];
  readonly odd: OddPeople;
  /** Addresses of guests, as they have them at home. */
  readonly guests: readonly string[];
}

/** Makes owners: at least half are members, and every second one is special until there is one of each kind. */
export function createOwners(random: Random, stock: OwnerStock, count: number): readonly Owner[] {
  const members = stock.people.filter((person) => person.enabled);
  const owners: Owner[] = [];
  for (let i = 0; i < count; i += 1) {
    const special = i % 2 === 1 ? SPECIAL_OWNERS[(i - 1) / 2] : undefined;
    const person = members[i % members.length]!;
    owners.push(special === undefined ? memberOwner(person) : specialOwner(special, random, person, stock, i));
  }
  return owners;
}

function memberOwner(person: Person): Owner {
  return { kind: "member", recorded: person.address, person };
}

function specialOwner(kind: OwnerKind, random: Random, person: Person, stock: OwnerStock, i: number): Owner {
  const { odd } = stock;
  const as = (who: Person): Owner => ({ kind, recorded: who.address, person: who });
  switch (kind) {
    case "alias":
      return { kind, recorded: person.alias, person };
    case "leaver": {
      const leaver = stock.people.find((one) => !one.enabled && one.manager !== undefined);
      return leaver === undefined ? memberOwner(person) : as(leaver);
    }
    case "leaver-alone":
      return as(odd.leaverAlone);
    case "leaver-of-leaver":
      return as(odd.leaverOfLeaver);
    case "without-mailbox":
      return as(odd.withoutMailbox);
    case "shared-address":
      return { kind, recorded: odd.sharing[0].sharedAddress ?? "" };
    case "guest":
      return { kind, recorded: stock.guests[0] ?? "" };
    case "bought-company":
      return { kind, recorded: `${nameAt(i).local}@${BOUGHT_DOMAIN}` };
    case "group":
    case "group-ownerless":
    case "group-of-leavers":
      return { kind, recorded: `project-${nameAt(i).local.split(".")[1]}@${HOME_DOMAIN}` };
    case "outside":
      return { kind, recorded: `${nameAt(i).local}@${PARTNER_DOMAINS[0]}` };
    case "service-principal":
      return { kind, recorded: `AppPrincipalId@${random.guid()}.rms.eu.aadrm.com` };
    case "several":
      return { kind, recorded: `${person.address};${nameAt(i + 9).local}@${HOME_DOMAIN}` };
    case "malformed":
      return { kind, recorded: `FederatedEmail.4c1f4d-93bf-00a95fa1e042@@${ALIAS_DOMAIN}` };
    default:
      return { kind: "blank", recorded: "" };
  }
}
