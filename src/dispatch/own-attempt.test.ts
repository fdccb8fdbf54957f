import { describe, expect, it } from "vitest";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { LadderAnswer } from "../owners/ladder.ts";
import type { RecipientRole } from "../platform/recipient-role.ts";
import { decideFirst } from "./decide.ts";

const OWNER = "adele.vance@contoso.com";
const OTHER = "alex.wilber@contoso.com";

const POLICY = {
  groupWaitMs: 0,
  groupIntervalMs: 0,
  repeatIntervalMs: 0,
  maxPerOwnerPerDay: 5,
  backlogAgeMs: 0,
  doNotTrack: { addresses: [], domains: [] },
};

function decide(actor: string, role: RecipientRole, aliases: readonly string[] = [OWNER]): string {
  const resolved: LadderAnswer = {
    recipient: { address: OTHER, role },
    aliases,
    trail: [{ step: "graph", outcome: "found" }],
    reason: "found",
  };
  const event = { actor, occurredAt: "2026-11-18T12:00:00Z" } as DeniedEvent;
  const decision = decideFirst({ event, document: undefined, resolved, silences: [], policy: POLICY, now: 0 });
  return decision.decision === "hold" ? decision.reason : decision.decision;
}

describe("whoever a notice would go to is not told of his own attempt", () => {
  it.each<RecipientRole>(["group-owner", "manager", "delegate", "stand-in"])("as %s", (role) => {
    expect(decide(OTHER, role)).toBe("own-attempt");
    expect(decide(` ${OTHER.toUpperCase()} `, role)).toBe("own-attempt");
    expect(decide("sam.ito@fabrikam.com", role)).toBe("undecided");
  });

  it("and nobody in the owner's stead of the owner's", () => {
    expect(decide(OWNER, "stand-in")).toBe("own-attempt");
  });

  it("nor of what he did as a guest elsewhere", () => {
    expect(decide("alex.wilber_contoso.com#EXT#@fabrikam.com", "manager")).toBe("own-attempt");
    expect(decide("adele.vance_contoso.com#EXT#@fabrikam.com", "stand-in")).toBe("own-attempt");
  });

  it("but an actor without a name is nobody's", () => {
    expect(decide("", "owner", [""])).toBe("undecided");
  });
});
