/** Contoso's directory, and a step that asks it. */
import type { OwnerStep, OwnerStepSettings } from "../../owner-step.ts";
import { MapMemory, StepClock, stepSettings } from "../../testdata/step-settings.ts";
import { graphStepConfig } from "../config.ts";
import { graphStep } from "../index.ts";
import { FakeGraph } from "./fake-graph.ts";

export const ANNA = {
  id: "0b0b7c5e-0000-4000-8000-000000000001",
  mail: "Anna.Sato@contoso.com",
  userPrincipalName: "asato@contoso.com",
  proxyAddresses: ["SMTP:Anna.Sato@contoso.com", "smtp:a.sato@contoso.com", "sip:sip-sato@contoso.com", "X500:/o=Contoso"],
  otherMails: ["anna@example.net"],
  manager: "0b0b7c5e-0000-4000-8000-000000000002",
};
export const CARLOS = {
  id: "0b0b7c5e-0000-4000-8000-000000000002",
  mail: "carlos.kovac@contoso.com",
  userPrincipalName: "carlos.kovac@contoso.com",
};
export const ANNAS_ADDRESSES = ["anna.sato@contoso.com", "a.sato@contoso.com", "asato@contoso.com", "anna@example.net"];
export const DOMAINS = { domains: ["contoso.com"] };

/** A directory and everything one run of the step is made of. */
export class Contoso {
  readonly graph = new FakeGraph();
  readonly clock = new StepClock();
  readonly memory = new MapMemory(this.clock);

  constructor(users: FakeGraph["users"] = [ANNA, CARLOS], groups: FakeGraph["groups"] = []) {
    this.graph.users = users;
    this.graph.groups = groups;
  }

  get settings(): OwnerStepSettings {
    return stepSettings({ microsoft: this.graph, clock: this.clock, memory: this.memory });
  }

  /** The step of a new run. */
  step(config: object = {}): OwnerStep {
    return graphStep.create(graphStepConfig.parse({ type: "graph", ...config }), this.settings);
  }
}
