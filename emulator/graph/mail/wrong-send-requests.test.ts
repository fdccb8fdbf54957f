import { base64Mime, type GraphTenant, MIME, SENDER } from "../testing/graph-tenant.ts";
import { describeEndpoint, type WrongRequest } from "../testing/wrong-requests.ts";

const to = [{ emailAddress: { address: "adele.vance@contoso.com" } }];
const message = { subject: "Hello", body: { contentType: "Text", content: "Hi" }, toRecipients: to };
const path = `users/${SENDER}/sendMail`;
const noRecipients =
  "400 ErrorInvalidRecipients: At least one recipient is not valid., A message can't be sent because it contains no recipients.";
const unresolved = (recipient: string) =>
  `400 ErrorInvalidRecipients: At least one recipient is not valid., Recipient '${recipient}' is not resolved. All recipients must be resolved before a message can be submitted.`;
const noMailbox =
  "404 MailboxNotEnabledForRESTAPI: The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
const noSendAs =
  "403 ErrorSendAsDenied: The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.";
const noBase64 = "400 ErrorMimeContentInvalidBase64String: Invalid base64 string for MIME content.";
const noJson =
  "400 BadRequest: Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";

/** Mailboxes that cannot be sent from, whatever is sent. */
const mailboxes = (below: string): Record<string, WrongRequest> => ({
  "nobody's mailbox": {
    path: `users/nobody@contoso.com${below}`,
    error: "404 ErrorInvalidUser: The requested user 'nobody@contoso.com' is invalid.",
  },
  "a guest's mailbox": { path: `users/berta_fabrikam.com%23EXT%23@contoso.com${below}`, error: noMailbox },
  "a user without a mailbox": { path: `users/no.mail@contoso.com${below}`, error: noMailbox },
  "a deleted user": {
    path: `users/gone@contoso.com${below}`,
    error: "404 ErrorInvalidUser: The requested user 'gone@contoso.com' is invalid.",
  },
});

const withMessage = (changes: object): { body: unknown } => ({ body: { message: { ...message, ...changes } } });
const read = (words: string) => `400 RequestBodyRead: ${words}`;

describeEndpoint("POST /users/{id}/sendMail as JSON", {
  method: "POST",
  path,
  body: { message },
  tooLittle: { role: "Mail.ReadWrite", error: "mail" },
  wrong: {
    ...mailboxes("/sendMail"),
    "no permission, and no message either": {
      roles: [],
      body: {},
      error: "403 ErrorAccessDenied: Access is denied. Check credentials and try again.",
    },
    nothing: {
      body: "",
      headers: { "content-type": "application/json" },
      error: "400 BadRequest: Empty Payload. JSON content expected.",
    },
    "no JSON": { body: "{", headers: { "content-type": "application/json" }, error: noJson },
    "neither JSON nor MIME": {
      body: "<a/>",
      headers: { "content-type": "application/xml" },
      error:
        "415 RequestBodyRead: A supported MIME type could not be found that matches the content type of the response. None of the supported type(s) 'application/json, text/plain' matches the content type 'application/xml'.",
    },
    "no message": {
      body: { saveToSentItems: true },
      error: read(
        "One or more parameters of the operation 'sendMail' are missing from the request payload. The missing parameters are: Message.",
      ),
    },
    "a message that is not inside one": {
      body: message,
      error: read(
        "The parameter 'subject' in the request payload is not a valid parameter for the operation 'sendMail'.",
      ),
    },
    "a list for a message": {
      body: { message: [message] },
      error: read(
        "An unexpected 'StartArray' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
      ),
    },
    "an unknown property": {
      ...withMessage({ colour: "red" }),
      error: read(
        "The property 'colour' does not exist on type 'microsoft.graph.message'. Make sure to only use property names that are defined by the type or mark the type as open type.",
      ),
    },
    "a number for a text": {
      ...withMessage({ subject: 5 }),
      error: read(
        "Cannot convert a primitive value to the expected type 'Edm.String'. See the inner exception for more details.",
      ),
    },
    "a kind of body that is none": {
      ...withMessage({ body: { contentType: "Markdown", content: "*" } }),
      error: read("Requested value 'Markdown' was not found."),
    },
    "an importance that is none": {
      ...withMessage({ importance: "urgent" }),
      error: read("Requested value 'urgent' was not found."),
    },
    "a word for whether it is kept": {
      body: { message, saveToSentItems: "no" },
      error: read(
        "Cannot convert a primitive value to the expected type 'Edm.Boolean'. See the inner exception for more details.",
      ),
    },
    "recipients that are no list": {
      ...withMessage({ toRecipients: to[0] }),
      error: read(
        "An unexpected 'StartObject' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
      ),
    },
    "an address without its object": {
      ...withMessage({ toRecipients: ["adele.vance@contoso.com"] }),
      error: read(
        "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
      ),
    },
    "no recipients": { ...withMessage({ toRecipients: [] }), error: noRecipients },
    "an empty message": { body: { message: {} }, error: noRecipients },
    "a recipient that is no address": {
      ...withMessage({ toRecipients: [{ emailAddress: { address: "adele" } }] }),
      error: unresolved("adele"),
    },
    "two addresses in one": {
      ...withMessage({ toRecipients: [{ emailAddress: { address: "a@contoso.com; b@contoso.com" } }] }),
      error: unresolved("a@contoso.com; b@contoso.com"),
    },
    "a line break in an address": {
      ...withMessage({ toRecipients: [{ emailAddress: { address: "a@contoso.com\r\nBcc: b@contoso.com" } }] }),
      error: unresolved("a@contoso.com\r\nBcc: b@contoso.com"),
    },
    "a copy to no address": {
      ...withMessage({ ccRecipients: [{ emailAddress: { name: "Somebody" } }] }),
      error: unresolved("Somebody"),
    },
    "somebody else's name": {
      ...withMessage({ from: { emailAddress: { address: "adele.vance@contoso.com" } } }),
      error: noSendAs,
    },
    "a header without x-": {
      ...withMessage({ internetMessageHeaders: [{ name: "Auto-Submitted", value: "auto-generated" }] }),
      error:
        "400 InvalidInternetMessageHeader: The internet message header name 'Auto-Submitted' should start with 'x-' or 'X-'.",
    },
    "six headers": {
      ...withMessage({ internetMessageHeaders: Array.from({ length: 6 }, (_, n) => ({ name: `x-${n}`, value: "1" })) }),
      error:
        "400 InvalidInternetMessageHeaderCollection: Maximum number of headers in one message should be less than or equal to 5.",
    },
    "an attachment without a type": {
      ...withMessage({ attachments: [{ name: "a.txt", contentBytes: "YQ==" }] }),
      error: "400 ErrorInvalidRequest: The type of an attachment must be named by '@odata.type'.",
    },
    "an attachment of more than 3 MB": {
      ...withMessage({
        attachments: [
          {
            "@odata.type": "#microsoft.graph.fileAttachment",
            name: "a.bin",
            contentBytes: Buffer.alloc(3 * 1024 * 1024 + 1).toString("base64"),
          },
        ],
      }),
      error: "413 BadRequest: The maximum request length supported is 4MB.",
    },
    "a property's id that is none": {
      ...withMessage({ singleValueExtendedProperties: [{ id: "NoticeKey", value: "1" }] }),
      error: "400 ErrorInvalidArgument: The property id 'NoticeKey' is invalid.",
    },
    "another verb": { method: "GET", error: "400 BadRequest: Resource not found for the segment 'sendMail'." },
  },
});

const mime = (fields: Record<string, string>) => ({ body: base64Mime(fields), headers: MIME });

describeEndpoint("POST /users/{id}/sendMail as MIME", {
  method: "POST",
  path,
  ...mime({ To: "adele.vance@contoso.com", Subject: "Hello" }),
  tooLittle: { role: "Mail.ReadWrite", error: "mail" },
  wrong: {
    ...mailboxes("/sendMail"),
    nothing: { body: "", error: noBase64 },
    "a message that is not base64": { body: "To: adele.vance@contoso.com\r\n\r\nHi", error: noBase64 },
    "base64 cut short": { body: base64Mime({ To: "adele.vance@contoso.com" }).slice(0, 41), error: noBase64 },
    "padding in the middle": { body: "VG8=VG8=", error: noBase64 },
    base64url: { body: "-_-_", error: noBase64 },
    "base64 of what is no message": {
      body: Buffer.from("Hello").toString("base64"),
      error: "400 ErrorMimeContentInvalid: The MIME content is invalid.",
    },
    "no recipients": { ...mime({ Subject: "Hello" }), error: noRecipients },
    "a recipient that is no address": { ...mime({ To: "Adele Vance" }), error: unresolved("Adele Vance") },
    "somebody else's name": {
      ...mime({ From: "adele.vance@contoso.com", To: "anna.sato@contoso.com" }),
      error: noSendAs,
    },
  },
});

const PLANTED = "AAMkADEPLANTEDPLANTEDPLANTED";
const UNKNOWN = "AAMkADEAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const itemNotFound = "404 ErrorItemNotFound: The specified object was not found in the store.";
const sendPath = (id: string) => `users/${SENDER}/messages/${id}/send`;

describeEndpoint("POST /users/{id}/messages/{id}/send", {
  method: "POST",
  path: sendPath(UNKNOWN),
  tooLittle: { role: "Mail.ReadWrite", error: "mail" },
  prepare: prepareDrafts,
  wrong: {
    ...mailboxes(`/messages/${UNKNOWN}/send`),
    "an id of nothing": { error: itemNotFound },
    "no id at all": { path: sendPath("draft-1"), error: "400 ErrorInvalidIdMalformed: Id is malformed." },
    "somebody else's draft": { path: `users/adele.vance@contoso.com/messages/${PLANTED}/send`, error: itemNotFound },
    "a message that was sent": {
      path: sendPath("AAkALgSENTSENTSENTSENTSENT"),
      error: "400 ErrorInvalidRequest: The message is not a draft. Only a draft can be sent.",
    },
    "a draft without recipients": { path: sendPath(PLANTED), error: noRecipients },
    "another verb": { method: "GET", error: "400 BadRequest: Resource not found for the segment 'send'." },
  },
});

async function prepareDrafts({ state, clock }: GraphTenant): Promise<void> {
  const planted = {
    internetMessageId: "<1@contoso.com>",
    mime: Buffer.from(""),
    subject: "",
    from: SENDER,
    to: [],
    replyTo: [],
    html: null,
    text: null,
    headers: [],
    createdAt: clock.now,
    sentAt: null,
  };
  state.mailboxes
    .get(SENDER)
    ?.messages.push(
      { ...planted, id: PLANTED, immutableId: `${PLANTED}I`, isDraft: true, folder: "drafts" },
      { ...planted, id: "x", immutableId: "AAkALgSENTSENTSENTSENTSENT", isDraft: false, folder: "sentitems" },
    );
}
