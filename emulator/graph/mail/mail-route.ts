import type { Answer, Call } from "../../route-tools.ts";
import { type GraphContext, type GraphRoute, graphRoute } from "../graph-route.ts";
import type { MailStore } from "./mail-store.ts";
import type { MailboxConcurrency } from "./mailbox-concurrency.ts";
import { type OwnMailbox, requiredMailbox } from "./mailbox-lookup.ts";
import { type MailPreferences, readPreferences } from "./preferences.ts";

/** What mail routes are made of. */
export interface MailContext extends GraphContext {
  readonly store: MailStore;
  readonly concurrency: MailboxConcurrency;
}

/** A mail request, as far as all of them are the same. */
export interface MailCall {
  readonly call: Call;
  readonly owner: OwnMailbox;
  readonly preferences: MailPreferences;
}

/** A route of one mailbox, below `/users/:user`. */
export interface MailRoute extends Pick<GraphRoute, "method" | "path" | "operation" | "roles"> {
  handle(mail: MailCall): Answer | Promise<Answer>;
}

/** Whoever may read mail. Source: Graph's permissions reference. */
export const MAIL_READERS: readonly string[] = ["Mail.Read", "Mail.ReadWrite"];

/** Registers a mail route: admitted by the mailbox's limits, for a mailbox that exists, `Prefer` read. */
export function mailRoute(context: MailContext, { handle, path, ...route }: MailRoute): void {
  graphRoute(context, {
    ...route,
    path: `/users/:user${path}`,
    errors: "mail",
    admit: (call) => context.concurrency.admit(call),
    handle: async (call) => {
      const owner = requiredMailbox(context.state, call.params["user"] ?? "");
      const preferences = readPreferences(call.request);
      const answer = await handle({ call, owner, preferences });
      return { ...answer, headers: { ...preferences.headers, ...answer.headers } };
    },
  });
}
