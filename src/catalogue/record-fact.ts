import { type Mutable, setPresent } from "../platform/set-present.ts";
import type { CatalogueFact } from "./document.ts";
import { nameKind } from "./document-name.ts";

/** What a record may say of its document. */
export type RecordedDocument = {
  readonly [Field in keyof Omit<CatalogueFact, "contentId" | "asOf" | "origin">]?: string | undefined;
} & {
  readonly contentId: string | undefined;
  /** When the record was written, ISO 8601 UTC. */
  readonly asOf: string | undefined;
  readonly origin: string;
};

/**
 * What a record teaches of its document; undefined if it does not say of which, when, or anything. A GUID for a name is left out: the
 * client writes another one at each opening where it does not know what the file is called.
 */
export function factOf({ contentId, asOf, origin, ...known }: RecordedDocument): CatalogueFact | undefined {
  if (contentId === undefined || asOf === undefined) return undefined;
  const fact: Mutable<CatalogueFact> = { contentId, asOf, origin };
  setPresent(fact, "name", nameKind(known.name) === "guid" ? undefined : known.name);
  setPresent(fact, "label", known.label);
  setPresent(fact, "owner", known.owner);
  setPresent(fact, "issuer", known.issuer);
  setPresent(fact, "protectedAt", known.protectedAt);
  setPresent(fact, "expiresAt", known.expiresAt);
  setPresent(fact, "revokedAt", known.revokedAt);
  setPresent(fact, "recipients", known.recipients);
  return Object.keys(fact).length > 3 ? fact : undefined;
}
