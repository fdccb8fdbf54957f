import { type MailCall, type MailContext, mailRoute } from "./mail-route.ts";
import { type MessageMaker, readSendRequest } from "./message-request.ts";

/** Sending: a message as it comes, or a draft. 202 promises no more than that Exchange has it. */
export function registerSendRoutes(context: MailContext): void {
  const { store } = context;
  // Actions are bound by their name or by their qualified name (OData 4.01).
  for (const name of ["sendMail", "microsoft.graph.sendMail"]) {
    mailRoute(context, {
      method: "POST",
      path: `/${name}`,
      operation: "mail.send",
      roles: ["Mail.Send"],
      handle: async ({ call, owner }) => {
        const { content, keep } = await readSendRequest(call, messageMaker(context, owner));
        store.sendNow(owner, content, keep);
        return { status: 202 };
      },
    });
  }
  for (const name of ["send", "microsoft.graph.send"]) {
    mailRoute(context, {
      method: "POST",
      path: `/messages/:message/${name}`,
      operation: "mail.send-draft",
      roles: ["Mail.Send"],
      handle: ({ call, owner }) => {
        store.sendDraft(owner, store.required(owner.mailbox, call.params["message"] ?? ""));
        return { status: 202 };
      },
    });
  }
}

/** What a message in this mailbox is made with. */
export function messageMaker(context: MailContext, owner: MailCall["owner"]): MessageMaker {
  const { state, store } = context;
  return { owner, now: state.now(), internetId: () => store.ids.internet(owner.mailbox.address) };
}
