import { tiIndicator } from "../testing/ti-indicator.ts";
import { describeEndpoint, type WrongRequest } from "../testing/wrong-requests.ts";

const ALL = "/beta/security/tiIndicators";
const tooLittle = { role: "User.Read.All", error: "security" } as const;
const bad = (message: string) => `400 BadRequest: ${message}`;
const noProperty = `The property 'colour' does not exist on type 'microsoft.graph.tiIndicator'. Make sure to only use property names that are defined by the type or mark the type as open type.`;
const notJson =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";
const missing = (name: string) => bad(`Required property '${name}' is missing.`);
const wrong = (parts: Readonly<Record<string, unknown>>, message: string): WrongRequest => ({
  body: tiIndicator("a", parts),
  error: bad(message),
});

describeEndpoint("POST /security/tiIndicators", {
  method: "POST",
  path: ALL,
  body: tiIndicator("a"),
  tooLittle,
  wrong: {
    "no body": {
      body: "",
      headers: { "content-type": "application/json" },
      error: bad("Empty Payload. JSON content expected."),
    },
    "no JSON": { body: "{", headers: { "content-type": "application/json" }, error: bad(notJson) },
    "JSON as text": {
      body: JSON.stringify(tiIndicator("a")),
      headers: { "content-type": "text/plain" },
      error: bad(notJson),
    },
    "a list": {
      body: [],
      error: bad(
        "An unexpected 'StartArray' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
      ),
    },
    "an unknown property": wrong({ colour: "red" }, noProperty),
    ...Object.fromEntries(
      ["action", "description", "expirationDateTime", "targetProduct", "threatType", "tlpLevel"].map((name) => [
        `no ${name}`,
        { body: tiIndicator("a", { [name]: undefined }), error: missing(name) },
      ]),
    ),
    "an action there is not": wrong({ action: "shout" }, "Requested value 'shout' was not found."),
    "a colour there is not": wrong({ tlpLevel: "orange" }, "Requested value 'orange' was not found."),
    "a product there is not": wrong(
      { targetProduct: "Microsoft Sentinel" },
      "Property 'targetProduct' must be one of Azure Sentinel, Microsoft Defender ATP.",
    ),
    "a threat there is not": wrong(
      { threatType: "Refusal" },
      "Property 'threatType' must be one of Botnet, C2, CryptoMining, Darknet, DDoS, MaliciousUrl, Malware, Phishing, Proxy, PUA, WatchList.",
    ),
    "a long description": wrong(
      { description: "x".repeat(101) },
      "Property 'description' must not be longer than 100 characters.",
    ),
    "no observable": wrong({ networkIPv4: undefined }, "At least one email, file or network observable is required."),
    "Defender with a source": wrong(
      { targetProduct: "Microsoft Defender ATP" },
      "For the target product 'Microsoft Defender ATP' one of domainName, url, networkDestinationIPv4, networkDestinationIPv6, fileHashValue (with fileHashType) is required.",
    ),
    "a hash without its type": wrong(
      { targetProduct: "Microsoft Defender ATP", networkIPv4: undefined, fileHashValue: "aa" },
      "For the target product 'Microsoft Defender ATP' one of domainName, url, networkDestinationIPv4, networkDestinationIPv6, fileHashValue (with fileHashType) is required.",
    ),
    "an address of the other kind": wrong(
      { networkIPv4: "2001:db8::1" },
      "Property 'networkIPv4' must be an IPv4 address.",
    ),
    "sure in words": wrong(
      { confidence: "10" },
      "Cannot convert the literal of property 'confidence' to the expected type 'Edm.Int32'.",
    ),
    "too sure": wrong({ confidence: 101 }, "Property 'confidence' must be from 0 to 100."),
    "too severe": wrong({ severity: 6 }, "Property 'severity' must be from 0 to 5."),
    "no time": wrong(
      { expirationDateTime: "tomorrow" },
      "Cannot convert the literal of property 'expirationDateTime' to the expected type 'Edm.DateTimeOffset'.",
    ),
    "tags that are none": wrong(
      { tags: [1] },
      "Cannot convert a primitive value to the expected type 'Edm.String'. See the inner exception for more details.",
    ),
    "one tag": wrong(
      { tags: "a" },
      "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
    ),
  },
});

describeEndpoint("GET /security/tiIndicators", {
  method: "GET",
  path: ALL,
  tooLittle,
  wrong: {
    "an unknown property": {
      path: `${ALL}?$filter=colour eq 'red'`,
      error: bad(
        "Invalid filter clause: Could not find a property named 'colour' on type 'microsoft.graph.tiIndicator'.",
      ),
    },
    "a number for a text": {
      path: `${ALL}?$filter=externalId eq 5`,
      error: bad(
        "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'.",
      ),
    },
    "an operator that is none": {
      path: `${ALL}?$filter=externalId is 'a'`,
      error: bad("Invalid filter clause: Syntax error at position 11 in 'externalId is 'a''."),
    },
    "a filter on tags": {
      path: `${ALL}?$filter=tags/any(t: t eq 'a')`,
      error: bad("Invalid filter clause: The filter on 'tags' is not supported."),
    },
    "a page too large": {
      path: `${ALL}?$top=1000`,
      error: "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    },
    "an order": {
      path: `${ALL}?$orderby=externalId`,
      error: "501 NotImplemented: The query option '$orderby' is not emulated here.",
    },
    "an unknown option": { path: `${ALL}?$filtre=a`, error: bad("Unrecognized query argument specified: '$filtre'.") },
    "an unknown selection": {
      path: `${ALL}?$select=colour`,
      error: bad(
        "Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft.graph.tiIndicator'.",
      ),
    },
    "one there is not": {
      path: `${ALL}/11111111-0000-4000-8000-000000000001`,
      error: "404 ItemNotFound: The indicator was not found.",
    },
    "a segment that is none": {
      path: "/beta/security/threats",
      error: bad("Resource not found for the segment 'threats'."),
    },
  },
});

for (const method of ["PATCH", "DELETE"]) {
  describeEndpoint(`${method} /security/tiIndicators/{id}`, {
    method,
    path: `${ALL}/11111111-0000-4000-8000-000000000001`,
    body: { expirationDateTime: "2026-12-24T00:00:00Z", targetProduct: "Azure Sentinel" },
    tooLittle,
    wrong: { "one there is not": { error: "404 ItemNotFound: The indicator was not found." } },
  });
}

for (const [action, element] of [
  ["submitTiIndicators", tiIndicator("a")],
  ["deleteTiIndicatorsByExternalId", "a"],
] as const) {
  describeEndpoint(`POST /security/tiIndicators/${action}`, {
    method: "POST",
    path: `${ALL}/${action}`,
    body: { value: [element] },
    tooLittle,
    wrong: {
      "no body": {
        body: "",
        headers: { "content-type": "application/json" },
        error: bad("Empty Payload. JSON content expected."),
      },
      "no JSON": { body: "{", headers: { "content-type": "application/json" }, error: bad(notJson) },
      "a bare list": {
        body: [element],
        error: bad(
          "An unexpected 'StartArray' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
        ),
      },
      "no value": { body: {}, error: bad("The parameter 'value' must hold at least one element.") },
      "an empty value": { body: { value: [] }, error: bad("The parameter 'value' must hold at least one element.") },
      "a value that is no list": {
        body: { value: "a" },
        error: bad(
          "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
        ),
      },
      "another parameter": { body: { colour: [element] }, error: bad(noProperty) },
      "a hundred and one": {
        body: { value: Array.from({ length: 101 }, () => element) },
        error: bad("The parameter 'value' holds 101 elements; the maximum is 100."),
      },
      "a number for an element": {
        body: { value: [5] },
        error: bad(
          action === "submitTiIndicators"
            ? "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartObject' node was expected."
            : "Cannot convert a primitive value to the expected type 'Edm.String'.",
        ),
      },
    },
  });
}
