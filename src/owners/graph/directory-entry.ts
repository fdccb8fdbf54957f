/** Users and groups as Graph's answers hold them. */
import { z } from "zod";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
const id = z.string().min(1).max(128);

/** A user as Graph describes him. Source: Graph, resource type `user`. */
export const userSchema = z.object({
  id,
  mail: text,
  userPrincipalName: text,
  proxyAddresses: texts,
  otherMails: texts,
  /** Null to an application that may not see it: whether he has left is not known then. */
  accountEnabled: flag,
  userType: text,
});

/** A group as Graph describes it. Source: Graph, resource type `group`. */
export const groupSchema = z.object({ id, mail: text, mailEnabled: flag, proxyAddresses: texts, groupTypes: texts });

export type GraphUser = Readonly<z.output<typeof userSchema>>;
export type GraphGroup = Readonly<z.output<typeof groupSchema>>;
