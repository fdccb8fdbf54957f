import type { SelectableType } from "../odata/select.ts";

/** What a property of a directory object is; `other` is a structure nobody can filter by. */
export type PropertyKind = "text" | "texts" | "flag" | "time" | "number" | "other" | "others";

/** The properties of a user. Source: Graph's v1.0 metadata (CSDL), entity type `microsoft.graph.user` and its bases. */
const USER_PROPERTIES: readonly (readonly [PropertyKind, string])[] = [
  ["text", "id aboutMe ageGroup city companyName consentProvidedForMinor country creationType department displayName"],
  [
    "text",
    "employeeId employeeType externalUserState faxNumber givenName identityParentId jobTitle legalAgeGroupClassification",
  ],
  ["text", "mail mailNickname mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName"],
  ["text", "onPremisesImmutableId onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesUserPrincipalName"],
  [
    "text",
    "passwordPolicies postalCode preferredDataLocation preferredLanguage preferredName securityIdentifier state",
  ],
  ["text", "streetAddress surname usageLocation userPrincipalName userType"],
  [
    "texts",
    "businessPhones imAddresses interests otherMails pastProjects proxyAddresses responsibilities schools skills",
  ],
  ["flag", "accountEnabled isManagementRestricted isResourceAccount onPremisesSyncEnabled showInAddressList"],
  [
    "time",
    "birthday createdDateTime deletedDateTime employeeHireDate employeeLeaveDateTime externalUserStateChangeDateTime",
  ],
  ["time", "hireDate lastPasswordChangeDateTime onPremisesLastSyncDateTime signInSessionsValidFromDateTime"],
  ["number", "deviceEnrollmentLimit"],
  ["other", "authorizationInfo customSecurityAttributes employeeOrgData mailboxSettings onPremisesExtensionAttributes"],
  ["other", "passwordProfile print signInActivity"],
  [
    "others",
    "assignedLicenses assignedPlans identities licenseAssignmentStates onPremisesProvisioningErrors provisionedPlans",
  ],
  ["others", "serviceProvisioningErrors"],
];

/** The entity type of users. */
export const USER_TYPE: SelectableType & { readonly properties: ReadonlyMap<string, PropertyKind> } = {
  name: "microsoft.graph.user",
  unknownCode: "BadRequest",
  properties: propertyMap(USER_PROPERTIES),
};

/** What a user is without `$select`. Source: Graph's page "Get a user". */
export const USER_DEFAULTS: readonly string[] = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

/** All that User.ReadBasic.All shows. Source: Graph's permissions reference. */
export const USER_BASICS: readonly string[] = [
  "displayName",
  "givenName",
  "id",
  "mail",
  "securityIdentifier",
  "surname",
  "userPrincipalName",
];

/** Properties by name, from lines of names. */
export function propertyMap(lines: readonly (readonly [PropertyKind, string])[]): ReadonlyMap<string, PropertyKind> {
  return new Map(lines.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind] as const)));
}
