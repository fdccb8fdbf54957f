import { ADELE_ID, DELETED_ID } from "../testing/graph-tenant.ts";
import { describeEndpoint } from "../testing/wrong-requests.ts";

const notFound = (key: string) =>
  `404 Request_ResourceNotFound: Resource '${key}' does not exist or one of its queried reference-property objects are not present.`;
const noProperty = (name: string) =>
  `400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`;
const userPath = "users/adele.vance@contoso.com";

describeEndpoint("GET /users/{id}", {
  method: "GET",
  path: userPath,
  tooLittle: { role: "Mail.ReadWrite", error: "directory" },
  wrong: {
    "nobody of that name": { path: "users/nobody@contoso.com", error: notFound("nobody@contoso.com") },
    "nobody of that id": {
      path: "users/00000000-0000-0000-0000-000000000001",
      error: notFound("00000000-0000-0000-0000-000000000001"),
    },
    "a deleted user": { path: `users/${DELETED_ID}`, error: notFound(DELETED_ID) },
    "a guest's # not escaped": {
      path: "users/berta_fabrikam.com#EXT#@contoso.com",
      error: notFound("berta_fabrikam.com"),
    },
    "an unknown property": { path: `${userPath}?$select=id,shoeSize`, error: noProperty("shoeSize") },
    "an empty property": {
      path: `${userPath}?$select=id,`,
      error:
        "400 BadRequest: Parsing OData Select and Expand failed: Term '' is not valid in a $select or $expand expression.",
    },
    "an unknown relation": { path: `${userPath}?$expand=boss`, error: noProperty("boss") },
    "an unknown property of a relation": {
      path: `${userPath}?$expand=manager($select=shoeSize)`,
      error: noProperty("shoeSize"),
    },
    "two relations": {
      path: `${userPath}?$expand=manager,directReports`,
      error: "400 Request_UnsupportedQuery: Multiple expansions are not supported in a single query.",
    },
    "an unknown option": {
      path: `${userPath}?$selekt=id`,
      error: "400 BadRequest: Unrecognized query argument specified: '$selekt'.",
    },
    "a segment that is none": {
      path: `${userPath}/shoeSize`,
      error: "400 BadRequest: Resource not found for the segment 'shoeSize'.",
    },
    "an application asking who it is": {
      path: "me",
      error: "400 BadRequest: /me request is only valid with delegated authentication flow.",
    },
  },
});

describeEndpoint("GET /users", {
  method: "GET",
  path: "users",
  tooLittle: { role: "GroupMember.Read.All", error: "directory" },
  wrong: {
    "an unknown property": { path: "users?$select=shoeSize", error: noProperty("shoeSize") },
    "a filter by an unknown property": {
      path: "users?$filter=shoeSize eq '43'",
      error:
        "400 BadRequest: Invalid filter clause: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.",
    },
    "a value without quotes": {
      path: "users?$filter=mail eq adele",
      error:
        "400 BadRequest: Invalid filter clause: Could not find a property named 'adele' on type 'microsoft.graph.user'.",
    },
    "an operator that is none": {
      path: "users?$filter=mail equals 'a@contoso.com'",
      error: "400 BadRequest: Invalid filter clause: Syntax error at position 5 in 'mail equals 'a@contoso.com''.",
    },
    "a string without an end": {
      path: "users?$filter=mail eq 'o'neill@contoso.com'",
      error:
        "400 BadRequest: Invalid filter clause: There is an unterminated string literal at position 29 in 'mail eq 'o'neill@contoso.com''.",
    },
    "a number for a text": {
      path: "users?$filter=mail eq 5",
      error:
        "400 BadRequest: Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'.",
    },
    "a function that is none": {
      path: "users?$filter=like(mail,'a')",
      error:
        "400 BadRequest: Invalid filter clause: An unknown function with name 'like' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.",
    },
    "a collection compared as one value": {
      path: "users?$filter=proxyAddresses eq 'smtp:a@contoso.com'",
      error:
        "400 Request_UnsupportedQuery: Unsupported or invalid query filter clause specified for property 'proxyAddresses' of resource 'User'.",
    },
    contains: {
      path: "users?$filter=contains(displayName,'a')",
      error:
        "400 Request_UnsupportedQuery: Unsupported or invalid query filter clause specified for property 'displayName' of resource 'User'.",
    },
    "ne without ConsistencyLevel": {
      path: "users?$filter=accountEnabled ne true&$count=true",
      error: "400 Request_UnsupportedQuery: Filter operator 'NotEqualsMatch' is not supported.",
    },
    "ne without $count": {
      path: "users?$filter=accountEnabled ne true",
      headers: { consistencylevel: "eventual" },
      error: "400 Request_UnsupportedQuery: Filter operator 'NotEqualsMatch' is not supported.",
    },
    "endsWith without ConsistencyLevel": {
      path: "users?$filter=endswith(mail,'com')",
      error:
        "400 Request_UnsupportedQuery: Operator 'endsWith' is not supported because the 'ConsistencyLevel:eventual' header is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information",
    },
    "a property only advanced queries filter by": {
      path: "users?$filter=onPremisesSamAccountName eq 'adele'",
      error:
        "400 Request_UnsupportedQuery: Unsupported or invalid query filter clause specified for property 'onPremisesSamAccountName' of resource 'User'.",
    },
    "two conditions inside any": {
      path: "users?$filter=proxyAddresses/any(p:p eq 'a' or p eq 'b')",
      error: "400 Request_UnsupportedQuery: Complex query on property proxyAddresses is not supported.",
    },
    "another variable inside any": {
      path: "users?$filter=proxyAddresses/any(p:q eq 'a')",
      error:
        "400 BadRequest: Invalid filter clause: Could not find a property named 'q' on type 'microsoft.graph.user'.",
    },
    "a page of none": {
      path: "users?$top=0",
      error: "400 Request_UnsupportedQuery: Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
    },
    "a page too large": {
      path: "users?$top=1000",
      error: "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    },
    "a page size in words": {
      path: "users?$top=ten",
      error:
        "400 BadRequest: Invalid value 'ten' for $top query option found. The $top query option requires a non-negative integer value.",
    },
    skipping: {
      path: "users?$skip=5",
      error: "400 Request_UnsupportedQuery: '$skip' is not supported by the service.",
    },
    "a page's token that is none": {
      path: "users?$skiptoken=abc",
      error:
        "400 Directory_ExpiredPageToken: The specified page token value has expired and can no longer be included in your request.",
    },
    "a search, which is not emulated": {
      path: 'users?$search="displayName:adele"',
      error: "501 NotImplemented: The query option '$search' is not emulated here.",
    },
    "making a user": {
      method: "POST",
      body: { displayName: "New" },
      error: "400 BadRequest: Resource not found for the segment 'users'.",
    },
  },
});

describeEndpoint("GET /users/{id}/manager", {
  method: "GET",
  path: "users/anna.sato@contoso.com/manager",
  tooLittle: { role: "User.ReadBasic.All", error: "directory" },
  wrong: {
    "nobody is the manager": { path: `users/${ADELE_ID}/manager`, error: notFound("manager") },
    "nobody of that name": { path: "users/nobody@contoso.com/manager", error: notFound("nobody@contoso.com") },
    "an unknown property": {
      path: "users/anna.sato@contoso.com/manager?$select=shoeSize",
      error: noProperty("shoeSize"),
    },
  },
});

describeEndpoint("GET /directory/deletedItems/{id}", {
  method: "GET",
  path: `directory/deletedItems/${DELETED_ID}`,
  tooLittle: { role: "GroupMember.Read.All", error: "directory" },
  wrong: {
    "a user who is not deleted": { path: `directory/deletedItems/${ADELE_ID}`, error: notFound(ADELE_ID) },
    "a name for an id": { path: "directory/deletedItems/gone@contoso.com", error: notFound("gone@contoso.com") },
    "an unknown property": {
      path: `directory/deletedItems/${DELETED_ID}?$select=shoeSize`,
      error: noProperty("shoeSize"),
    },
  },
});

describeEndpoint("GET /users/{id}/mailboxSettings", {
  method: "GET",
  path: `${userPath}/mailboxSettings`,
  tooLittle: { role: "User.Read.All", error: "mail" },
  wrong: {
    "nobody of that name": {
      path: "users/nobody@contoso.com/mailboxSettings",
      error: "404 ErrorInvalidUser: The requested user 'nobody@contoso.com' is invalid.",
    },
    "a guest": {
      path: "users/berta_fabrikam.com%23EXT%23@contoso.com/mailboxSettings",
      error: "404 MailboxNotEnabledForRESTAPI: The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    },
    "an unknown setting": {
      path: `${userPath}/mailboxSettings?$select=colour`,
      error:
        "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft.graph.mailboxSettings'.",
    },
  },
});
