/** Whom a document was protected for, as `Recipients` lists them. */
import { formatRecipients } from "../../catalogue/recipient-list.ts";
import { readAddresses } from "../../platform/email-address.ts";

/**
 * Kinds of recipient that are one person. The service's documentation prints the first two, which are 0 and 1 where an enumeration is written as
 * numbers. An absent kind says nothing; another one may be that of a group.
 */
const PEOPLE: ReadonlySet<unknown> = new Set(["", "internal", "external", "user", "guest", "member", 0, 1]);

/** Values as the catalogue keeps them; `undefined` where the record does not list all of them. */
export interface RecordedPeople {
  readonly recipients: string | undefined;
  /** Whether there is a list that cannot be used: cut by `ConvertTo-Json`, with an entry nobody can name, or with a group. */
  readonly isUnusable: boolean;
}

const NOBODY: RecordedPeople = { recipients: undefined, isUnusable: false };
const UNUSABLE: RecordedPeople = { recipients: undefined, isUnusable: true };

/**
 * Reads the list. One entry PowerShell writes without brackets, or a list as an object with `value`; beyond its `-Depth` it writes
 * `System.Object[]` or `@{PrimaryEmail=…}`, from which nothing is taken. An empty list says nothing: a template may define the people.
 */
export function readPeople(value: unknown): RecordedPeople {
  const entries = listOf(value);
  const addresses: string[] = [];
  for (const entry of entries) {
    const address = addressOf(entry);
    if (address === undefined) return UNUSABLE;
    addresses.push(address);
  }
  const recipients = formatRecipients(addresses);
  return recipients === undefined ? NOBODY : { recipients, isUnusable: false };
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && "value" in value) return listOf(value.value);
  return [value];
}

function addressOf(entry: unknown): string | undefined {
  if (typeof entry === "string") return readAddresses(entry).kind === "one" ? entry : undefined;
  if (typeof entry !== "object" || entry === null) return undefined;
  const { PrimaryEmail: address, UserType: kind } = entry as { readonly [name: string]: unknown };
  if (!PEOPLE.has(typeof kind === "string" ? kind.trim().toLowerCase() : (kind ?? ""))) return undefined;
  return typeof address === "string" && address.trim() !== "" ? address : undefined;
}
