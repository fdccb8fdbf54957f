import { type Answers, answerTo, isChosen } from "./answers.ts";
import { Reference } from "./reference.ts";

/** A part of a configuration before it is written: text means what it says, a secret is a reference. */
export type Draft = string | number | Reference | readonly Draft[] | DraftMapping;

/** Keys in the order they are written. */
export interface DraftMapping {
  readonly [key: string]: Draft;
}

/** The configuration that follows from the answers given so far, as a person would have written it. */
export function draftConfig(answers: Answers): DraftMapping {
  return {
    ...present({
      tenantId: answerTo(answers, "tenant-id"),
      cloud: answerTo(answers, "cloud"),
      domains: answers.domain,
      credentials: credentials(answers),
      store: present({ type: "sqlite", path: answerTo(answers, "store") }),
    }),
    sources: sources(answers),
    owners: owners(answers),
    ...present({ notifiers: notifiers(answers), sinks: sinks(answers) }),
    notices: {
      brand: present({ name: answerTo(answers, "brand"), contact: answerTo(answers, "contact") }),
    },
  };
}

function sources(answers: Answers): DraftMapping {
  const documents = answerTo(answers, "documents");
  return {
    ...(isChosen(answers, "source", "rms-log")
      ? { "usage-logs": present({ type: "rms-log", path: oneOrList(answers.path) }) }
      : {}),
    ...(isChosen(answers, "source", "log-analytics")
      ? {
          workspace: present({
            type: "log-analytics",
            workspaceId: answerTo(answers, "workspace-id"),
            table: answerTo(answers, "table"),
            from: answerTo(answers, "query-table"),
            query: answerTo(answers, "query"),
          }),
        }
      : {}),
    ...(documents === undefined ? {} : { documents: { type: "document-log", path: documents } }),
  };
}

/** The ladder; what it finds nobody for goes to the security team, so that step is the last. */
function owners(answers: Answers): readonly Draft[] {
  const type = answerTo(answers, "owners");
  const security = answerTo(answers, "security");
  return [
    ...(type === undefined ? [] : [present({ type, path: answerTo(answers, "users") })]),
    ...(security === undefined ? [] : [{ type: "security", address: security }]),
  ];
}

function notifiers(answers: Answers): DraftMapping | undefined {
  const type = answerTo(answers, "notifier");
  if (type === undefined) return undefined;
  return {
    owners: present({
      type,
      path: answerTo(answers, "outbox"),
      host: answerTo(answers, "smtp-host"),
      port: wholeNumber(answerTo(answers, "smtp-port")),
      tls: answerTo(answers, "smtp-tls"),
      user: answerTo(answers, "smtp-user"),
      password: reference(answerTo(answers, "smtp-password")),
      from: answerTo(answers, "from"),
    }),
  };
}

function sinks(answers: Answers): DraftMapping | undefined {
  if (answers.sink === undefined || answers.sink.length === 0) return undefined;
  const workspaceId = answerTo(answers, "sentinel-workspace-id");
  return {
    ...(isChosen(answers, "sink", "sentinel-stix")
      ? { sentinel: present({ type: "sentinel-stix", workspaceId }) }
      : {}),
    ...(isChosen(answers, "sink", "ndjson-file")
      ? { all: present({ type: "ndjson-file", path: answerTo(answers, "sink-path") }) }
      : {}),
  };
}

function credentials(answers: Answers): DraftMapping | undefined {
  const type = answerTo(answers, "credentials");
  if (type === undefined) return undefined;
  const secret = answerTo(answers, "client-secret");
  // A secret's file is named as such, because it is read again when it has changed; a reference is read once.
  const file = secret?.startsWith("file:") === true ? secret.slice("file:".length) : undefined;
  return present({
    type,
    clientId: answerTo(answers, "client-id"),
    clientSecretFile: file,
    clientSecret: file === undefined ? reference(secret) : undefined,
    certificate: answerTo(answers, "certificate"),
    password: reference(answerTo(answers, "certificate-password")),
    tokenFile: answerTo(answers, "token-file"),
  });
}

function oneOrList(values: readonly string[] | undefined): Draft | undefined {
  return values?.length === 1 ? values[0] : values;
}

/** What is no number stays text, for the schema to refuse in its own words. */
function wholeNumber(text: string | undefined): Draft | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function reference(target: string | undefined): Reference | undefined {
  return target === undefined ? undefined : new Reference(target);
}

function present(mapping: { readonly [key: string]: Draft | undefined }): DraftMapping {
  return Object.fromEntries(
    Object.entries(mapping).filter((entry): entry is [string, Draft] => entry[1] !== undefined),
  );
}

/** What the configuration's reader makes of a draft, but for references, which stay as they are written. */
export function plainDraft(draft: Draft): unknown {
  if (draft instanceof Reference) return draft.toString();
  if (typeof draft !== "object") return draft;
  if (isList(draft)) return draft.map(plainDraft);
  return Object.fromEntries(Object.entries(draft).map(([key, value]) => [key, plainDraft(value)]));
}

/** Whether a part is a list; `Array.isArray` does not narrow a readonly one. */
export function isList(draft: Draft): draft is readonly Draft[] {
  return Array.isArray(draft);
}
