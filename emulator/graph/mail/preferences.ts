import type { FastifyRequest } from "fastify";

/** What a mail request asks for in `Prefer`. */
export interface MailPreferences {
  readonly immutableIds: boolean;
  readonly textBody: boolean;
  /** `Preference-Applied`, if anything was asked for that is given. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads `Prefer` (RFC 7240): `IdType="ImmutableId"` and `outlook.body-content-type="text"`; anything else means nothing. */
export function readPreferences(request: FastifyRequest): MailPreferences {
  const given = request.headers["prefer"];
  const prefer = Array.isArray(given) ? given.join(",") : (given ?? "");
  const immutableIds = /(?:^|[,;\s])IdType\s*=\s*"?ImmutableId"?\s*(?:$|[,;])/i.test(prefer);
  const textBody = /(?:^|[,;\s])outlook\.body-content-type\s*=\s*"?text"?\s*(?:$|[,;])/i.test(prefer);
  const applied = [
    ...(immutableIds ? ['IdType="ImmutableId"'] : []),
    ...(textBody ? ['outlook.body-content-type="text"'] : []),
  ];
  return { immutableIds, textBody, headers: applied.length === 0 ? {} : { "preference-applied": applied.join(", ") } };
}
