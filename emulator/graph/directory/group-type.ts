import type { SelectableType } from "../odata/select.ts";
import { type PropertyKind, propertyMap } from "./user-type.ts";

/** The properties of a group. Source: Graph's page on the resource type `group`. */
const GROUP_PROPERTIES: readonly (readonly [PropertyKind, string])[] = [
  ["text", "id classification description displayName mail mailNickname membershipRule membershipRuleProcessingState"],
  ["text", "onPremisesDomainName onPremisesNetBiosName onPremisesSamAccountName onPremisesSecurityIdentifier"],
  ["text", "preferredDataLocation preferredLanguage securityIdentifier theme uniqueName visibility"],
  ["texts", "creationOptions groupTypes proxyAddresses resourceBehaviorOptions resourceProvisioningOptions"],
  ["flag", "isAssignableToRole mailEnabled onPremisesSyncEnabled securityEnabled"],
  ["time", "createdDateTime deletedDateTime expirationDateTime onPremisesLastSyncDateTime renewedDateTime"],
  ["others", "assignedLabels assignedLicenses onPremisesProvisioningErrors serviceProvisioningErrors"],
];

/** The entity type of groups. */
export const GROUP_TYPE: SelectableType & { readonly properties: ReadonlyMap<string, PropertyKind> } = {
  name: "microsoft.graph.group",
  unknownCode: "BadRequest",
  properties: propertyMap(GROUP_PROPERTIES),
};

/** What a group is without `$select`. Source: Graph's page "Get group". */
export const GROUP_DEFAULTS: readonly string[] = [
  "id",
  "deletedDateTime",
  "classification",
  "createdDateTime",
  "creationOptions",
  "description",
  "displayName",
  "expirationDateTime",
  "groupTypes",
  "isAssignableToRole",
  "mail",
  "mailEnabled",
  "mailNickname",
  "membershipRule",
  "membershipRuleProcessingState",
  "onPremisesDomainName",
  "onPremisesLastSyncDateTime",
  "onPremisesNetBiosName",
  "onPremisesProvisioningErrors",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "preferredDataLocation",
  "preferredLanguage",
  "proxyAddresses",
  "renewedDateTime",
  "resourceBehaviorOptions",
  "resourceProvisioningOptions",
  "securityEnabled",
  "securityIdentifier",
  "theme",
  "uniqueName",
  "visibility",
];
