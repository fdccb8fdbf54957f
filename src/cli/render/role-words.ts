import type { RecipientRole } from "../../platform/recipient-role.ts";

/** As whom somebody was told. */
export const ROLE_WORDS: { readonly [role in RecipientRole]: string } = {
  owner: "as the owner",
  group: "as a group, by its mail",
  "group-owner": "as an owner of the group the document is recorded for",
  manager: "as the manager of the owner, who cannot be told any more",
  delegate: "as the one named for owners of that domain",
  "stand-in": "in the owner's stead, because nobody else could be told",
};
