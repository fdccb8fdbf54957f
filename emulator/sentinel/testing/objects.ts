/** STIX objects for tests. */
import type { StixObject } from "../threat-intel-tables.ts";

/** An indicator that is right, with a number of its own; `undefined` takes a property away. */
export function indicator(n = 1, parts: Readonly<Record<string, unknown>> = {}): StixObject {
  const whole: Readonly<Record<string, unknown>> = {
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--33333333-0000-5000-8000-${String(n).padStart(12, "0")}`,
    created: "2026-11-18T00:02:52.000Z",
    modified: "2026-11-18T00:02:52.000Z",
    name: "Access refused",
    pattern: `[ipv4-addr:value = '203.0.113.${n}']`,
    pattern_type: "stix",
    valid_from: "2026-11-18T00:02:52Z",
    valid_until: "2026-11-25T00:02:52Z",
    confidence: 15,
    labels: ["actor=ben@fabrikam.com", "documentName=Alpha plan.docx"],
    object_marking_refs: ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"],
    ...parts,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as StixObject;
}

/** An identity that is right. */
export const IDENTITY: StixObject = {
  type: "identity",
  id: "identity--33333333-0000-4000-8000-000000000099",
  created: "2026-11-18T00:02:52.000Z",
  modified: "2026-11-18T00:02:52.000Z",
  name: "Contoso Security",
};
