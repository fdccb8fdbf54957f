import type { SentTest } from "../../app/send-test/send-test.ts";
import { columns, type Style, shown } from "../layout.ts";
import { because } from "./delivery.ts";

const HEADINGS: { readonly [status in SentTest["status"]]: string } = {
  delivered: "The test was delivered",
  retry: "The test was not sent, and could be sent later",
  rejected: "The test was refused for good",
  unknown: "Whether the test arrived is not known",
};

/** How a test ended, for people. */
export function renderSentTest(sent: SentTest, style: Style): string[] {
  const { status, part, to, reference, id, deliveryId, reason = null, detail = null } = sent;
  return [
    style.bold(`${HEADINGS[status]}${because(reason, detail)}.`),
    ...columns([
      ["Through", shown(part)],
      ...(to === undefined ? [] : [["To", shown(to)]]),
      ...(reference === undefined ? [] : [["Reference", reference]]),
      ...(id === undefined ? [] : [["Refusal", id]]),
      ["Delivery", deliveryId],
    ]),
    ...(status === "delivered" ? [] : ["To look at this part without sending anything: lockbell check"]),
  ];
}
