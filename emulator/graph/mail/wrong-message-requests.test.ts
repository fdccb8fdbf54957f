import { base64Mime, MIME, SENDER } from "../testing/graph-tenant.ts";
import { describeEndpoint, type WrongRequest } from "../testing/wrong-requests.ts";

const UNKNOWN = "AAMkADEAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const base = `users/${SENDER}`;
const itemNotFound = "404 ErrorItemNotFound: The specified object was not found in the store.";
const malformed = "400 ErrorInvalidIdMalformed: Id is malformed.";
const uri = (words: string) => `400 RequestBroker--ParseUri: ${words}`;
const noProperty = (name: string) =>
  uri(`Could not find a property named '${name}' on type 'microsoft.graph.message'.`);
const badNode = "400 ErrorInvalidUrlQueryFilter: The query filter contains one or more invalid nodes.";
const inefficient = "400 InefficientFilter: The restriction or sort order is too complex for this operation.";
const deserialise = "400 UnableToDeserializePostBody: were unable to deserialize ";

const mailboxes = (below: string): Record<string, WrongRequest> => ({
  "nobody's mailbox": {
    path: `users/nobody@contoso.com${below}`,
    error: "404 ErrorInvalidUser: The requested user 'nobody@contoso.com' is invalid.",
  },
  "a guest's mailbox": {
    path: `users/berta_fabrikam.com%23EXT%23@contoso.com${below}`,
    error: "404 MailboxNotEnabledForRESTAPI: The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
  },
});

describeEndpoint("POST /users/{id}/messages as JSON", {
  method: "POST",
  path: `${base}/messages`,
  body: { subject: "Draft" },
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/messages"),
    "no permission, and no message either": {
      roles: ["Mail.Read"],
      body: "{",
      error: "403 ErrorAccessDenied: Access is denied. Check credentials and try again.",
    },
    nothing: {
      body: "",
      headers: { "content-type": "application/json" },
      error: "400 BadRequest: Empty Payload. JSON content expected.",
    },
    "no JSON": {
      body: "{subject}",
      headers: { "content-type": "application/json" },
      error:
        "400 BadRequest: Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    },
    "a message inside a message": { body: { message: { subject: "Draft" } }, error: deserialise },
    "the body alone": { body: { contentType: "text", content: "Hi" }, error: deserialise },
    "a number for a text": { body: { subject: 5 }, error: deserialise },
    "a flag in words": { body: { isRead: "yes" }, error: deserialise },
    "a kind of body that is none": { body: { body: { contentType: "rtf", content: "" } }, error: deserialise },
    "a header without x-": {
      body: { internetMessageHeaders: [{ name: "List-Id", value: "a" }] },
      error:
        "400 InvalidInternetMessageHeader: The internet message header name 'List-Id' should start with 'x-' or 'X-'.",
    },
    "a file without a name": {
      body: { attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", contentBytes: "YQ==" }] },
      error: "400 ErrorPropertyValidationFailure: At least one property failed validation.: Name",
    },
    "an attached message, which is not emulated": {
      body: { attachments: [{ "@odata.type": "#microsoft.graph.itemAttachment", name: "a" }] },
      error: "501 NotImplemented: Only attachments of the type '#microsoft.graph.fileAttachment' are emulated.",
    },
    "more than 4 MB": {
      body: { subject: "x".repeat(4 * 1024 * 1024) },
      error: "413 BadRequest: The maximum request length supported is 4MB.",
    },
  },
});

describeEndpoint("POST /users/{id}/messages as MIME", {
  method: "POST",
  path: `${base}/messages`,
  body: base64Mime({ Subject: "Draft" }),
  headers: MIME,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/messages"),
    "no base64": {
      body: "Subject: Draft",
      error: "400 ErrorMimeContentInvalidBase64String: Invalid base64 string for MIME content.",
    },
    "base64 of what is no message": {
      body: Buffer.from("\r\n\r\nHello").toString("base64"),
      error: "400 ErrorMimeContentInvalid: The MIME content is invalid.",
    },
    "more than 4 MB": {
      body: base64Mime({ Subject: "Draft" }, "x".repeat(3_200_000)),
      error: "413 BadRequest: The maximum request length supported is 4MB.",
    },
  },
});

describeEndpoint("GET /users/{id}/messages/{id}", {
  method: "GET",
  path: `${base}/messages/${UNKNOWN}`,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes(`/messages/${UNKNOWN}`),
    "an id of nothing": { error: itemNotFound },
    "no id at all": { path: `${base}/messages/1`, error: malformed },
    "a Message-ID for an id": { path: `${base}/messages/%3C1@contoso.com%3E`, error: malformed },
    "an unknown property": { path: `${base}/messages/${UNKNOWN}?$select=colour`, error: noProperty("colour") },
    "an expansion that is not emulated": {
      path: `${base}/messages/${UNKNOWN}?$expand=attachments`,
      error: "501 NotImplemented: Expanding 'attachments' of a message is not emulated here.",
    },
    "extended properties without saying which": {
      path: `${base}/messages/${UNKNOWN}?$expand=singleValueExtendedProperties`,
      error: badNode,
    },
  },
});

describeEndpoint("DELETE /users/{id}/messages/{id}", {
  method: "DELETE",
  path: `${base}/messages/${UNKNOWN}`,
  tooLittle: { role: "Mail.Read", error: "mail" },
  wrong: {
    ...mailboxes(`/messages/${UNKNOWN}`),
    "an id of nothing": { error: itemNotFound },
    "no id at all": { path: `${base}/messages/1`, error: malformed },
    "all of them": {
      path: `${base}/messages`,
      error: "400 BadRequest: Resource not found for the segment 'messages'.",
    },
  },
});

const filter = (text: string) => `${base}/messages?$filter=${encodeURIComponent(text)}`;

describeEndpoint("GET /users/{id}/messages", {
  method: "GET",
  path: `${base}/messages`,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/messages"),
    "an unknown property": { path: `${base}/messages?$select=id,colour`, error: noProperty("colour") },
    "a filter by an unknown property": { path: filter("colour eq 'red'"), error: noProperty("colour") },
    "a filter that is none": { path: filter("isDraft eq"), error: uri("Syntax error at position 10 in 'isDraft eq'.") },
    "a string without an end": {
      path: filter("subject eq 'a"),
      error: uri("There is an unterminated string literal at position 13 in 'subject eq 'a'."),
    },
    "a text for a flag": {
      path: filter("isDraft eq 'true'"),
      error: uri(
        "A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and 'Edm.String' for operator kind 'Equal'.",
      ),
    },
    "a text for a time": {
      path: filter("createdDateTime gt '2026-11-20'"),
      error: uri(
        "A binary operator with incompatible types was detected. Found operand types 'Edm.DateTimeOffset' and 'Edm.String' for operator kind 'Equal'.",
      ),
    },
    "a filter by recipients": {
      path: filter("toRecipients/any(r:r/emailAddress/address eq 'a@contoso.com')"),
      error: badNode,
    },
    "a filter by the body": { path: filter("body/content eq 'Hi'"), error: badNode },
    endsWith: { path: filter("endswith(subject,'a')"), error: badNode },
    "an extended property by its value alone": {
      path: filter("singleValueExtendedProperties/any(ep: ep/value eq 'K')"),
      error: badNode,
    },
    "an extended property's id that is none": {
      path: filter("singleValueExtendedProperties/any(ep: ep/id eq 'NoticeKey' and ep/value eq 'K')"),
      error: "400 ErrorInvalidArgument: The property id 'NoticeKey' is invalid.",
    },
    "an order by an unknown property": { path: `${base}/messages?$orderby=colour`, error: noProperty("colour") },
    "an order that is none": {
      path: `${base}/messages?$orderby=subject down`,
      error: uri("Syntax error at position 0 in 'subject down'."),
    },
    "an order by what is not filtered by": {
      path: `${filter("isDraft eq true")}&$orderby=createdDateTime`,
      error: inefficient,
    },
    "an order by what is filtered by second": {
      path: `${filter("isDraft eq true and createdDateTime gt 2026-01-01T00:00:00Z")}&$orderby=createdDateTime`,
      error: inefficient,
    },
    "a page of none": {
      path: `${base}/messages?$top=0`,
      error:
        "400 BadRequest: Invalid value '0' for $top query option found. The $top query option requires a non-negative integer value.",
    },
    "a page too large": {
      path: `${base}/messages?$top=1001`,
      error:
        "400 BadRequest: The limit of '1000' for Top query has been exceeded. The value from the incoming request is '1001'.",
    },
    "skipping below nothing": {
      path: `${base}/messages?$skip=-1`,
      error:
        "400 BadRequest: Invalid value '-1' for $skip query option found. The $skip query option requires a non-negative integer value.",
    },
    "counting in words": {
      path: `${base}/messages?$count=yes`,
      error:
        "400 BadRequest: Invalid value 'yes' for $count query option found. The $count query option requires a Boolean value.",
    },
    "a search, which is not emulated": {
      path: `${base}/messages?$search="a"`,
      error: "501 NotImplemented: The query option '$search' is not emulated here.",
    },
  },
});

describeEndpoint("GET /users/{id}/mailFolders/{id}/messages", {
  method: "GET",
  path: `${base}/mailFolders/drafts/messages`,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/mailFolders/drafts/messages"),
    "a folder that is none": { path: `${base}/mailFolders/notices/messages`, error: malformed },
    "a folder's id of nothing": { path: `${base}/mailFolders/${UNKNOWN}/messages`, error: itemNotFound },
    "an unknown property": { path: `${base}/mailFolders/drafts/messages?$select=colour`, error: noProperty("colour") },
  },
});

describeEndpoint("GET /users/{id}/mailFolders/{id}", {
  method: "GET",
  path: `${base}/mailFolders/inbox`,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/mailFolders/inbox"),
    "a folder that is none": { path: `${base}/mailFolders/notices`, error: malformed },
    "a folder's id of nothing": { path: `${base}/mailFolders/${UNKNOWN}`, error: itemNotFound },
    "an unknown property": {
      path: `${base}/mailFolders/inbox?$select=isRead`,
      error:
        "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'isRead' on type 'microsoft.graph.mailFolder'.",
    },
  },
});

describeEndpoint("GET /users/{id}/mailFolders", {
  method: "GET",
  path: `${base}/mailFolders`,
  tooLittle: { role: "Mail.Send", error: "mail" },
  wrong: {
    ...mailboxes("/mailFolders"),
    "an unknown property": {
      path: `${base}/mailFolders?$select=isRead`,
      error:
        "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'isRead' on type 'microsoft.graph.mailFolder'.",
    },
    "a filter, which is not emulated": {
      path: `${base}/mailFolders?$filter=displayName eq 'Inbox'`,
      error: "501 NotImplemented: The query option '$filter' is not emulated here.",
    },
  },
});
