import type { DirectoryUser } from "../../state.ts";
import { MAILBOX_SETTINGS } from "../directory/permissions.ts";
import { findUser } from "../directory/user-lookup.ts";
import { graphRoute } from "../graph-route.ts";
import { contextLink } from "../links.ts";
import { readQueryOptions } from "../odata/query-options.ts";
import { readSelect, type SelectableType } from "../odata/select.ts";
import type { MailContext } from "./mail-route.ts";
import { requiredMailbox } from "./mailbox-lookup.ts";

/** Source: Graph's v1.0 metadata (CSDL), `microsoft.graph.mailboxSettings`. */
const SETTINGS_TYPE: SelectableType = {
  name: "microsoft.graph.mailboxSettings",
  unknownCode: "BadRequest",
  properties: new Map(
    [
      "archiveFolder",
      "automaticRepliesSetting",
      "dateFormat",
      "delegateMeetingMessageDeliveryOptions",
      "language",
      "timeFormat",
      "timeZone",
      "userPurpose",
      "workingHours",
    ].map((name) => [name, name]),
  ),
};

/** A mailbox's settings: the data's own, over what a new mailbox has. */
export function registerMailboxSettingsRoute(context: MailContext): void {
  const { state, concurrency } = context;
  graphRoute(context, {
    method: "GET",
    path: "/users/:user/mailboxSettings",
    operation: "user.get",
    roles: MAILBOX_SETTINGS,
    errors: "mail",
    admit: (call) => concurrency.admit(call),
    handle: (call) => {
      const key = call.params["user"] ?? "";
      const selected = readSelect(readQueryOptions(call.search).get("select"), SETTINGS_TYPE);
      requiredMailbox(state, key);
      const settings = { ...DEFAULTS, ...languageOf(findUser(state, key)), ...given(findUser(state, key)) };
      const link = contextLink(call.request, `users('${encodeURIComponent(key)}')/mailboxSettings`);
      const entries = Object.entries(settings).filter(([name]) => selected?.includes(name) ?? true);
      return { status: 200, body: { "@odata.context": link, ...Object.fromEntries(entries) } };
    },
  });
}

const DEFAULTS = {
  archiveFolder: null,
  timeZone: "UTC",
  delegateMeetingMessageDeliveryOptions: "sendToDelegateOnly",
  dateFormat: "yyyy-MM-dd",
  timeFormat: "HH:mm",
  userPurpose: "user",
  automaticRepliesSetting: {
    status: "disabled",
    externalAudience: "all",
    internalReplyMessage: "",
    externalReplyMessage: "",
  },
};

function languageOf(user: DirectoryUser | undefined): Record<string, unknown> {
  const locale = user?.["preferredLanguage"];
  return { language: { locale: typeof locale === "string" ? locale : "en-US", displayName: null } };
}

function given(user: DirectoryUser | undefined): Record<string, unknown> {
  const settings = user?.["mailboxSettings"];
  return settings !== null && typeof settings === "object" ? { ...settings } : {};
}
