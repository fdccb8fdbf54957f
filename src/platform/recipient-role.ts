/** As whom somebody is told of a refusal. Each is worded in its own way ("you get this because …"). */
export const RECIPIENT_ROLES = ["owner", "group", "group-owner", "manager", "delegate", "stand-in"] as const;

/**
 * `owner`: the document is his. `group`: it is recorded as a group's, and this is the group's mail, read by everybody who gets that.
 * `group-owner`: it is a group's, and he owns the group. `manager`: of an owner who has left. `delegate`: named for owners of a domain.
 * `stand-in`: the security team, where nobody else can be told.
 */
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];
