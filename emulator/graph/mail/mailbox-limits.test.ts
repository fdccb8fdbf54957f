import { beforeEach, describe, expect, test } from "vitest";
import type { Call } from "../../route-tools.ts";
import type { Application } from "../../state.ts";
import { createGraphErrors } from "../graph-errors.ts";
import { createGraphTenant, type GraphTenant, outcome, SENDER } from "../testing/graph-tenant.ts";
import { MailboxConcurrency } from "./mailbox-concurrency.ts";
import { SendingLimits } from "./sending-limits.ts";

let tenant: GraphTenant;
beforeEach(async () => {
  tenant = await createGraphTenant();
});

const path = `users/${SENDER}`;
const send = (subject: string, address = "anna.sato@contoso.com") =>
  tenant.ask("POST", `${path}/sendMail`, {
    body: { message: { subject, toRecipients: [{ emailAddress: { address } }] } },
  });
const inbox = (address: string) =>
  (tenant.state.mailboxes.get(address)?.messages ?? []).filter(({ folder }) => folder === "inbox");

describe("at once", () => {
  const adele = ["Adele.Vance@contoso.com", "59cb4bd3-76a0-4177-a0fd-0bb0f8e49469"];

  test("a fifth request to a mailbox is refused while four run, by whatever name; others are not concerned", async () => {
    tenant.state.faults.add({ name: "slow", delayMs: 300, operations: ["folder.get"] });
    const paths = [0, 1, 0, 1, 0].map((name) => `users/${adele[name]}/mailFolders/inbox`);
    const answers = await Promise.all([...paths, `${path}/messages`].map((each) => tenant.ask("GET", each)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(outcome(refused!)).toBe("429 ApplicationThrottled: Application is over its MailboxConcurrency limit.");
    expect(Number(refused!.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect((await tenant.ask("GET", `users/${adele[0]}/messages`)).status).toBe(200);
  });

  test("a place is free again when its request is over, and each application has four of its own", () => {
    const { state, routes, server, application, identity } = tenant;
    const limits = new MailboxConcurrency({ state, routes, server, errors: createGraphErrors(state) });
    const admit = (as: Application) =>
      limits.admit({
        params: { user: SENDER },
        caller: { application: as, roles: [] },
        request: { headers: {} },
      } as unknown as Call);
    const held = [1, 2, 3, 4].map(() => admit(application));
    expect(admit(application).kind).toBe("refused");
    expect(admit(identity).kind).toBe("admitted");
    const [first] = held;
    if (first?.kind === "admitted") first.release();
    expect([admit(application).kind, admit(application).kind]).toEqual(["admitted", "refused"]);
  });

  test("ten thousand requests in ten minutes", () => {
    const { state, routes, server, application, clock } = tenant;
    const limits = new MailboxConcurrency({ state, routes, server, errors: createGraphErrors(state) });
    const admit = () => {
      const admission = limits.admit({
        params: { user: SENDER },
        caller: { application, roles: [] },
        request: { headers: {} },
      } as unknown as Call);
      if (admission.kind === "admitted") admission.release();
      return admission;
    };
    for (let n = 0; n < 10_000; n += 1) expect(admit().kind).toBe("admitted");
    clock.now += 60_000;
    expect(admit()).toMatchObject({ kind: "refused", answer: { status: 429, headers: { "retry-after": "540" } } });
    clock.now += 540_000;
    expect(admit().kind).toBe("admitted");
  });
});

describe("messages a minute", () => {
  test("thirty are delivered; the next is accepted, kept, and comes back", async () => {
    for (let n = 1; n <= 30; n += 1) expect((await send(`No. ${n}`)).status).toBe(202);
    expect(inbox(SENDER)).toEqual([]);
    expect((await send("No. 31")).status).toBe(202);

    expect(inbox("anna.sato@contoso.com")).toHaveLength(30);
    const { body } = await tenant.ask("GET", `${path}/mailFolders/sentitems/messages?$top=50`);
    expect(body.value).toHaveLength(31);
    const [bounce] = inbox(SENDER);
    expect(bounce).toMatchObject({ subject: "Undeliverable: No. 31", from: "postmaster@contoso.com", to: [SENDER] });
    expect(bounce!.text).toContain("- anna.sato@contoso.com");
    expect(bounce!.text).toContain("30 messages per minute");

    tenant.clock.now += 60_000;
    await send("No. 32");
    expect(inbox("anna.sato@contoso.com").at(-1)?.subject).toBe("No. 32");
  });

  test("another mailbox is not concerned", async () => {
    for (let n = 1; n <= 31; n += 1) await send(`No. ${n}`);
    await tenant.ask("POST", "users/adele.vance@contoso.com/sendMail", {
      body: { message: { subject: "Mine", toRecipients: [{ emailAddress: { address: "anna.sato@contoso.com" } }] } },
    });
    expect(inbox("anna.sato@contoso.com").at(-1)?.subject).toBe("Mine");
  });
});

test("ten thousand recipients a day, sliding", () => {
  const limits = new SendingLimits();
  const day = 86_400_000;
  const at = (time: number, recipients: number) =>
    limits.refusal("a@contoso.com", recipients, time)?.slice(0, 9) ?? "sent";
  expect(at(0, 9_000)).toBe("sent");
  expect(at(1, 1_001)).toBe("550 5.1.9");
  expect(at(2, 1_000)).toBe("sent");
  expect(at(day - 1, 1)).toBe("550 5.1.9");
  expect(at(day, 9_000)).toBe("sent");
  expect(at(day + 1, 1)).toBe("550 5.1.9");
});
