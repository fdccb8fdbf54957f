import type { Random } from "./random.ts";

/** Somebody of Contoso. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  /** The primary address, lower case. */
  readonly address: string;
  /** Another address of the same mailbox. */
  readonly alias: string;
  /** The account the same person has at home. */
  readonly privateAddress: string;
  /** False for somebody who has left. */
  readonly enabled: boolean;
  /** The manager's address; undefined for the one at the top. */
  readonly manager: string | undefined;
  readonly language: string;
  readonly country: string;
}

/** Our own domain. */
export const HOME_DOMAIN = "contoso.com";

/** Where aliases of our people live. */
export const ALIAS_DOMAIN = "contoso.onmicrosoft.com";

/** Partners' domains. */
export const PARTNER_DOMAINS = [
  "fabrikam.com",
  "adatum.com",
  "northwindtraders.com",
  "wingtiptoys.com",
  "proseware.com",
] as const;

/** Where private accounts live; a domain nobody can own. */
export const PRIVATE_DOMAIN = "freemail.example";

const GIVEN = [
  ["Adele", "adele"],
  ["Björn", "bjorn"],
  ["Chiara", "chiara"],
  ["Daiki", "daiki"],
  ["Emeka", "emeka"],
  ["Fatima", "fatima"],
  ["Grady", "grady"],
  ["Hélène", "helene"],
  ["Isaiah", "isaiah"],
  ["Jana", "jana"],
  ["Kwame", "kwame"],
  ["Lidia", "lidia"],
  ["Miriam", "miriam"],
  ["Nestor", "nestor"],
  ["Olga", "olga"],
  ["Pradeep", "pradeep"],
  ["Raúl", "raul"],
  ["Søren", "soren"],
  ["Tomáš", "tomas"],
  ["Uma", "uma"],
  ["Vera", "vera"],
  ["Yusuf", "yusuf"],
  ["Zoë", "zoe"],
] as const;

const FAMILY = [
  ["Ahlgren", "ahlgren"],
  ["Brandão", "brandao"],
  ["Castellanos", "castellanos"],
  ["D'Angelo", "dangelo"],
  ["Eze", "eze"],
  ["Fischer", "fischer"],
  ["Górski", "gorski"],
  ["Haddad", "haddad"],
  ["Ivanova", "ivanova"],
  ["Jansen", "jansen"],
  ["Kobayashi", "kobayashi"],
  ["Lindqvist", "lindqvist"],
  ["Mbeki", "mbeki"],
  ["Novák", "novak"],
  ["O'Leary", "oleary"],
  ["Patel", "patel"],
  ["Quiroga", "quiroga"],
  ["Rossi", "rossi"],
  ["Şahin", "sahin"],
  ["Tanaka", "tanaka"],
  ["Vance", "vance"],
  ["Weiß", "weiss"],
  ["Yılmaz", "yilmaz"],
] as const;

const LANGUAGES = ["en-US", "de-DE", "fr-FR", "ja-JP", "pt-BR", "ar-SA"] as const;
const COUNTRIES = ["US", "DE", "FR", "JP", "BR", "SA"] as const;

/** The people of Contoso. Every eleventh has left, and each but the first has a manager who has not. */
export function createPeople(random: Random, count: number): readonly Person[] {
  const people: Person[] = [];
  const inCharge: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const name = nameAt(i);
    const enabled = i % 11 !== 7;
    const address = `${name.local}@${HOME_DOMAIN}`;
    people.push({
      id: random.guid(),
      displayName: name.display,
      address,
      alias: `${name.reversed}@${ALIAS_DOMAIN}`,
      privateAddress: `${name.local}@${PRIVATE_DOMAIN}`,
      enabled,
      manager: inCharge.length === 0 ? undefined : inCharge[random.below(Math.min(inCharge.length, 1 + (i >> 3)))],
      language: LANGUAGES[i % LANGUAGES.length]!,
      country: COUNTRIES[i % COUNTRIES.length]!,
    });
    if (enabled) inCharge.push(address);
  }
  return people;
}

/** The ith name there is; names differ in their address, and beyond the lists by a number. */
export function nameAt(i: number): { readonly display: string; readonly local: string; readonly reversed: string } {
  const [given, givenLocal] = GIVEN[i % GIVEN.length]!;
  const round = Math.floor(i / GIVEN.length);
  const [family, familyLocal] = FAMILY[(i + round * 7) % FAMILY.length]!;
  const number = round < FAMILY.length ? "" : String(Math.floor(round / FAMILY.length) + 1);
  return {
    display: `${given} ${family}${number === "" ? "" : ` ${number}`}`,
    local: `${givenLocal}.${familyLocal}${number}`,
    reversed: `${familyLocal}.${givenLocal}${number}`,
  };
}

/** Our people, and the guests among our partners, as Microsoft Graph lists users; `manager` holds an address. */
export function graphUsers(people: readonly Person[], guests: readonly string[]): readonly object[] {
  const members = people.map((person) => ({
    id: person.id,
    displayName: person.displayName,
    userPrincipalName: person.address,
    mail: person.address,
    proxyAddresses: [`SMTP:${person.address}`, `smtp:${person.alias}`],
    accountEnabled: person.enabled,
    userType: "Member",
    preferredLanguage: person.language,
    usageLocation: person.country,
    manager: person.manager ?? null,
  }));
  const invited = guests.map((address, i) => ({
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
  }));
  return [...members, ...invited];
}

/** Groups as Microsoft Graph lists them: one with a mailbox for each address, and a security group that gets no mail. */
export function graphGroups(people: readonly Person[], addresses: readonly string[]): readonly object[] {
  const present = people.filter(({ enabled }) => enabled).map(({ address }) => address);
  const group = (n: number, displayName: string, mail: string | null, members: readonly string[]): object => ({
    id: `6709e000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    displayName,
    mail,
    mailEnabled: mail !== null,
    securityEnabled: mail === null,
    members,
    owners: members.slice(0, 1),
  });
  return [
    ...addresses.map((address, i) => {
      const start = (i * 3) % present.length;
      return group(i, address.split("@")[0] ?? address, address, present.slice(start, start + 3));
    }),
    group(addresses.length, "Works council", null, present.slice(-2)),
  ];
}

/** What a guest's account is called in our directory. */
export function guestPrincipal(address: string): string {
  return `${address.replace("@", "_")}#EXT#@${ALIAS_DOMAIN}`;
}
