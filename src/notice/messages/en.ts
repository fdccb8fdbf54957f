/**
 * The English wording. ICU MessageFormat; another language is one more module with the same keys and placeholders, which a test
 * checks. Calm and factual: nobody is accused, nothing is urgent, and nothing is said that the log does not say.
 */
export const en = {
  "subject.test": "[TEST] {subject}",
  "subject.named": 'Access blocked: "{name}" ({attempts, plural, one {# attempt} other {# attempts}})',
  "subject.unnamed":
    "Access blocked to {role, select, owner {one of your protected documents} other {a protected document}}",
  "subject.digest":
    "Document protection: {attempts, plural, one {# blocked attempt} other {# blocked attempts}}, {documents, plural, one {# document} other {# documents}}",
  "subject.digest.more": "Document protection: {attempts, plural, one {# blocked attempt} other {# blocked attempts}}",

  "test.banner": "This is a test message. It reports nothing that happened.",
  heading:
    "{people, plural, one {Someone} other {Several people}} could not open {documents, plural, " +
    "one {{role, select, owner {a document you protected} other {a protected document}}} " +
    "other {{role, select, owner {documents you protected} other {protected documents}}}}",
  "heading.more": "{role, select, owner {Documents you protected} other {Protected documents}} could not be opened",
  "lead.blocked":
    "{attempts, plural, one {The attempt was} other {Every attempt was}} blocked. The content was not shown.",
  "lead.neutral":
    "{attempts, plural, one {The attempt is not recorded as successful} other {No attempt is recorded as successful}}. As far as the log says, the content was not shown.",

  "field.document": "Document",
  "field.label": "Label",
  "field.protected": "Protected",
  "field.who": "Who",
  "field.attempts": "Attempts",
  "field.when": "When",
  "field.result": "Result",
  "table.caption": "Blocked attempts by document and person",

  "document.absent": "A protected document; the log does not name it",
  "document.guid": "A protected document; the log has only a code in place of its name",
  "document.garbled": "A protected document; its name is unreadable in the log",
  "document.withheld": "A protected document; we leave its name out, because it holds details we do not pass on",
  "document.mail": "{name} (the subject of a mail)",
  "document.id": "{document} (id ending in {shortId})",
  "label.withheld": "left out, because it holds details we do not pass on",

  "actor.service": "An application or service, recorded as {text}",
  "actor.unreadable": "Recorded as {text}, which is no valid address",
  "actor.unnamed": "Somebody the log does not name",
  "actor.withheld": "Somebody whose recorded name we leave out, because it holds details we do not pass on",
  "standing.inside": "inside our organisation",
  "standing.outside": "outside our organisation",
  "standing.unknown": "we do not know whether inside or outside our organisation",
  "standing.guest": "a guest account in our organisation; the person is outside it",
  "standing.guest.home": "a guest account in our organisation; the person is {home}, outside it",

  "refusal.known": "Access was refused.",
  "refusal.unknown": "Recorded as not successful.",
  "log.revoked":
    "{scope, select, last {The last attempt was refused} other {Access was refused}}, because access to the document {date, select, none {was withdrawn} other {was withdrawn on {date}}}.",
  "log.expired":
    "{scope, select, last {The last attempt was refused} other {Access was refused}}, because access to the document {date, select, none {had ended} other {ended on {date}}}.",
  "log.silent":
    "{scope, select, last {The log gives no reason for the last attempt} other {The log does not say why}}.",
  "log.itself.silent":
    "{scope, select, last {The log itself gives no reason for the last attempt} other {The log itself does not say why}}.",
  "record.revoked":
    "The document's record says that access was withdrawn on {scope, select, last {{date}, before the last attempt} other {{date}}}.",
  "record.expired":
    "The document's record says that access ended on {scope, select, last {{date}, before the last attempt} other {{date}}}.",
  "record.not-a-recipient":
    "The document's record lists whom it was protected for, and this address is not on that list.",

  "time.instant": "{date}, {time} ({offset})",
  "time.day": "{date}, {from} to {to} ({offset})",
  "time.span": "{start} to {end}",
  "time.span.offset": "{startDate}, {from} to {endDate}, {to} ({offset})",

  more:
    "Not listed here: {attempts, plural, one {# more attempt} other {# more attempts}} in {entries, plural, one {# further combination} other " +
    "{# further combinations}} of person and document. {brand} has all of them.",
  backlog:
    "Some of these attempts are more than {days, plural, one {# day} other {# days}} old. They reached us late, so you are told of them together, once.",

  "expected.heading": "If you expected this",
  "expected.nothing": "Nothing needs doing. Often it is only a wrong account, or a copy that was passed on.",
  "expected.nothing.ended": "Nothing needs doing.",
  "expected.share":
    "If {people, plural, =0 {somebody named here} one {this person} other {one of these people}} should have access, " +
    "{role, select, owner {share the document again from the app you made it in} other {anyone who may share the document can share it again}}. " +
    "To ask first, use a phone number or address you already know, not one from this message.",
  "unexpected.heading": "If you did not expect this",
  "unexpected.report":
    "Reply to this message with the word REPORT, or write to {contact} and quote reference {reference}. You need not do anything else.",
  "unexpected.report.help-desk":
    "Tell your help desk or your security team, and quote reference {reference}. You need not do anything else.",

  "about.heading": "Why you got this",
  "about.owner": "You are recorded as the owner of {documents, plural, one {this document} other {these documents}}.",
  "about.group":
    "{documents, plural, one {This document is} other {These documents are}} recorded as belonging to a group whose mail you get.",
  "about.group-owner":
    "{documents, plural, one {This document is} other {These documents are}} recorded as a group's, and you are recorded as an owner of that group.",
  "about.manager":
    "You get this because the recorded owner of {documents, plural, one {this document} other {each of these documents}} has left or is disabled in the directory, " +
    "and you are recorded as their manager.",
  "about.delegate":
    "You get this because you are named to receive such messages for the recorded owner of {documents, plural, one {this document} other {each of these documents}}.",
  "about.stand-in":
    "The recorded owner of {documents, plural, one {this document} other {these documents}} cannot be written to, and you are named to stand in.",
  "about.combined": "This message combines {attempts, plural, one {# attempt} other {# attempts}}.",
  "about.repeats":
    "Held back: {attempts, plural, one {# attempt that repeats} other {# attempts that repeat}} what you were told before. A later message will count {attempts, plural, one {it} other {them}}.",
  "about.silenced":
    "Held back: {attempts, plural, one {# attempt} other {# attempts}} that {brand} has silenced on purpose. {attempts, plural, one {It stays} other {They stay}} on record.",
  "about.last": "The last message like this one to you was sent on {when}, reference {reference}.",
  "about.first": "You were sent no message like this one before.",
  "about.quiet":
    "We will not write again about {entries, plural, one {this person and document} other {the same person and document}} before {when}.",

  "trust.heading": "Is this message real?",
  "trust.promise": "It has no links and no attachments, and it never asks for a password.",
  "trust.verify": "To check it, ask your help desk about reference {reference}. They can look it up.",

  "signature.reference": "Reference {reference}",
} as const;
