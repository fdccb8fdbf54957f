import { GROUP_ID } from "../testing/graph-tenant.ts";
import { describeEndpoint } from "../testing/wrong-requests.ts";

const UNKNOWN_ID = "00000000-0000-0000-0000-000000000001";
const notFound = `404 Request_ResourceNotFound: Resource '${UNKNOWN_ID}' does not exist or one of its queried reference-property objects are not present.`;
const noProperty = (type: string) =>
  `400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'shoeSize' on type 'microsoft.graph.${type}'.`;
const invalidId = "400 Request_BadRequest: Invalid object identifier 'sapphire@contoso.com'.";

describeEndpoint("GET /groups", {
  method: "GET",
  path: "groups",
  tooLittle: { role: "User.Read.All", error: "directory" },
  wrong: {
    "an unknown property": { path: "groups?$select=shoeSize", error: noProperty("group") },
    "a filter by an unknown property": {
      path: "groups?$filter=shoeSize eq '43'",
      error:
        "400 BadRequest: Invalid filter clause: Could not find a property named 'shoeSize' on type 'microsoft.graph.group'.",
    },
    "a text for a flag": {
      path: "groups?$filter=mailEnabled eq 'true'",
      error:
        "400 BadRequest: Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and 'Edm.String' for operator kind 'Equal'.",
    },
    "a page too large": {
      path: "groups?$top=1000",
      error: "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    },
  },
});

describeEndpoint("GET /groups/{id}", {
  method: "GET",
  path: `groups/${GROUP_ID}`,
  tooLittle: { role: "User.Read.All", error: "directory" },
  wrong: {
    "no such group": { path: `groups/${UNKNOWN_ID}`, error: notFound },
    "an address for an id": { path: "groups/sapphire@contoso.com", error: invalidId },
    "an unknown property": { path: `groups/${GROUP_ID}?$select=shoeSize`, error: noProperty("group") },
  },
});

for (const relation of ["members", "owners"]) {
  describeEndpoint(`GET /groups/{id}/${relation}`, {
    method: "GET",
    path: `groups/${GROUP_ID}/${relation}`,
    tooLittle: { role: "User.Read.All", error: "directory" },
    wrong: {
      "no such group": { path: `groups/${UNKNOWN_ID}/${relation}`, error: notFound },
      "an address for an id": { path: `groups/sapphire@contoso.com/${relation}`, error: invalidId },
      "an unknown property": {
        path: `groups/${GROUP_ID}/${relation}?$select=shoeSize`,
        error: noProperty("directoryObject"),
      },
      "a page too large": {
        path: `groups/${GROUP_ID}/${relation}?$top=1000`,
        error:
          "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
      },
      "a page's token that is none": {
        path: `groups/${GROUP_ID}/${relation}?$skiptoken=abc`,
        error:
          "400 Directory_ExpiredPageToken: The specified page token value has expired and can no longer be included in your request.",
      },
    },
  });
}
