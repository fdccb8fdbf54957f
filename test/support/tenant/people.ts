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
  /** False for somebody who signs in and has no mail: `address` is the name he signs in with. */
  readonly hasMailbox: boolean;
  /** An address he has together with somebody else, as a directory that was filled from two sides may have it. */
  readonly sharedAddress: string | undefined;
  /** The manager's address; undefined for the one at the top. */
  readonly manager: string | undefined;
  readonly language: string;
  readonly country: string;
}

/** A company that Contoso has bought: its people own documents, and stand in no directory of ours. */
export const BOUGHT_DOMAIN = "woodgrovebank.com";

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
    const enabled = i % 11 !== 7;
    const id = random.guid();
    const manager = inCharge.length === 0 ? undefined : inCharge[random.below(Math.min(inCharge.length, 1 + (i >> 3)))];
    const person = { ...personAt(i, id), enabled, manager };
    people.push(person);
    if (enabled) inCharge.push(person.address);
  }
  return people;
}

/** The ith person there could be, with a mailbox and nobody above. */
export function personAt(i: number, id: string): Person {
  const name = nameAt(i);
  return {
    id,
    displayName: name.display,
    address: `${name.local}@${HOME_DOMAIN}`,
    alias: `${name.reversed}@${ALIAS_DOMAIN}`,
    privateAddress: `${name.local}@${PRIVATE_DOMAIN}`,
    enabled: true,
    hasMailbox: true,
    sharedAddress: undefined,
    manager: undefined,
    language: LANGUAGES[i % LANGUAGES.length]!,
    country: COUNTRIES[i % COUNTRIES.length]!,
  };
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

/** What a guest's account is called in our directory. */
export function guestPrincipal(address: string): string {
  return `${address.replace("@", "_")}#EXT#@${ALIAS_DOMAIN}`;
}
