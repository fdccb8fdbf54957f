import { z } from "zod";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

/** An address, or the manager's own object as Graph expands it; whatever else stands there names nobody. */
const manager = z
  .union([
    z.string(),
    z
      .object({ mail: text, userPrincipalName: text, id: text })
      .transform((person) => person.mail || person.userPrincipalName || person.id),
  ])
  .nullish()
  .catch(null);

const userSchema = z.object({
  "@odata.type": z.string().nullish(),
  id: text,
  mail: text,
  userPrincipalName: text,
  proxyAddresses: texts,
  otherMails: texts,
  accountEnabled: z.boolean().nullish(),
  userType: text,
  manager,
});

/** A user as Microsoft Graph describes him, with what is of use here. */
export type ExportedUser = Readonly<z.output<typeof userSchema>>;

/** The users, or what is wrong with the file in words that hold nothing of its content. */
export type ParsedUsers = { readonly users: readonly ExportedUser[] } | { readonly problem: string };

/** Reads exported users: an array, or an object with the array as `value`, in the encodings that PowerShell writes. */
export function parseUsers(bytes: Uint8Array): ParsedUsers {
  let json: unknown;
  try {
    json = JSON.parse(decode(bytes));
  } catch {
    return { problem: "is no JSON text" };
  }
  const list = isObject(json) ? json["value"] : json;
  if (!Array.isArray(list)) return { problem: "is no array of users, and no object with such an array as `value`" };
  const users: ExportedUser[] = [];
  for (const [index, entry] of list.entries()) {
    const user = userSchema.safeParse(isObject(entry) ? withGraphNames(entry) : entry);
    if (!user.success) {
      const key = user.error.issues[0]?.path.join(".") ?? "";
      return { problem: `has a wrong value at user ${index + 1}${key === "" ? "" : `, ${key}`}` };
    }
    if (isUser(user.data)) users.push(user.data);
  }
  if (users.length > 0 && !users.some(hasAddress))
    return { problem: "has no user with `mail`, `userPrincipalName` or `proxyAddresses`" };
  if (users.length > 0 && users.every(({ accountEnabled }) => accountEnabled == null))
    return {
      problem:
        "does not say of a single user whether the account is enabled, so that leavers would be written to; export it with `-Property …,accountEnabled`",
    };
  return { users };
}

/** Windows PowerShell writes UTF-16 with a mark before it; everything else is UTF-8, with or without one. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** `Get-MgUser | ConvertTo-Json` begins the same names with a capital, those of the manager's object too. */
function withGraphNames(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { manager: named, ...rest } = withSmallInitials(entry);
  return { ...rest, manager: isObject(named) ? withSmallInitials(named) : named };
}

function withSmallInitials(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

/** A list of directory objects may hold groups and contacts as well; what is not named a kind is a user. */
function isUser({ "@odata.type": type }: ExportedUser): boolean {
  return type == null || type === "#microsoft.graph.user";
}

function hasAddress(user: ExportedUser): boolean {
  return Boolean(user.mail || user.userPrincipalName || user.proxyAddresses?.length);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
