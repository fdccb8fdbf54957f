/** One STIX 2.1 indicator an event: what a Sentinel workspace is told of a refusal. Source of the form: OASIS, "STIX Version 2.1". */
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { AddressVerdict } from "./address.ts";
import { fitValues } from "./fit-values.ts";
import { labelsOf } from "./labels.ts";
import { modifiedAt } from "./modified-at.ts";
import { type Property, propertiesOf } from "./properties.ts";
import { patternOf } from "./stix-pattern.ts";
import { uuid5 } from "./uuid5.ts";
import { describeRefusal } from "./words.ts";

/** What an indicator is made with. */
export interface StixRules {
  /** How long it holds after the refusal, milliseconds, at least one. */
  readonly lifetimeMs: number;
  /** 0 to 100. */
  readonly confidence: number;
  /** What is thought of the event's address. */
  readonly address: AddressVerdict;
  /** Marks it as a test, which ends soon. */
  readonly isTest?: boolean;
}

/** An indicator as it is uploaded. Times are RFC 3339 UTC with milliseconds. */
export interface StixIndicator {
  readonly type: "indicator";
  readonly spec_version: "2.1";
  readonly id: string;
  readonly created: string;
  readonly modified: string;
  readonly name: string;
  readonly description: string;
  readonly indicator_types: readonly ["anomalous-activity"];
  readonly pattern: string;
  readonly pattern_type: "stix";
  readonly pattern_version: "2.1";
  readonly valid_from: string;
  readonly valid_until: string;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly object_marking_refs: readonly string[];
  readonly extensions: { readonly [extensionId: string]: StixExtension };
}

/** Every property whole, by name. `shortened` names those that were too long to be; it is absent if there are none. */
export interface StixExtension {
  readonly extension_type: "property-extension";
  readonly properties: { readonly [name: string]: string };
  readonly shortened?: readonly string[];
}

/** The id of the extension in which the properties stand. It never changes. */
export const EXTENSION_ID = "extension-definition--5d8feb71-5531-4d8a-a53a-191533e144ed";

/** The namespace of indicator ids. It never changes: a repeat is known by the id alone. */
const INDICATOR_NAMESPACE = "98239bd4-dcd8-466f-bbd4-8568d07e4042";

/** The marking "TLP:AMBER". Source: "STIX Version 2.1", marking definitions. */
const TLP_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";

const TEST_LIFETIME_MS = 10 * 60_000;
/** RFC 3339 has no later time. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The most bytes (JSON) of one value in the extension, and of all together: with the labels, an object stays under 48 KiB. */
const LONGEST_VALUE = 24 * 1_024;
const TOTAL = 32 * 1_024;

/** The indicator of an event. The same event and the same knowledge make the same object, byte for byte. */
export function stixIndicator(
  event: DeniedEvent,
  document: DocumentRecord | undefined,
  rules: StixRules,
): StixIndicator {
  const { address, confidence, lifetimeMs, isTest = false } = rules;
  const refusedAt = Date.parse(event.occurredAt);
  const properties: readonly Property[] = [
    ...(isTest ? [{ name: "test", value: "true" }] : []),
    ...propertiesOf(event, document),
  ];
  const documentName = event.documentName ?? document?.name?.value;
  const pattern = patternOf({ address, account: event.actor, documentName, id: event.id });
  const refused = timestamp(refusedAt);
  return {
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--${uuid5(INDICATOR_NAMESPACE, `${event.tenantId}/${event.id}`)}`,
    created: refused,
    modified: timestamp(modifiedAt(refusedAt, document)),
    ...describeRefusal(event.outcome, pattern.kind, isTest),
    indicator_types: ["anomalous-activity"],
    pattern: pattern.text,
    pattern_type: "stix",
    pattern_version: "2.1",
    valid_from: refused,
    valid_until: timestamp(refusedAt + (isTest ? TEST_LIFETIME_MS : lifetimeMs)),
    confidence,
    labels: labelsOf(properties),
    object_marking_refs: [TLP_AMBER],
    extensions: { [EXTENSION_ID]: extensionOf(properties) },
  };
}

function extensionOf(properties: readonly Property[]): StixExtension {
  const fitted = fitValues(properties, {
    write: (text) => text,
    sizeOf: jsonSize,
    longest: LONGEST_VALUE,
    total: TOTAL,
  });
  const shortened = fitted.filter(({ isCut }) => isCut).map(({ name }) => name);
  return {
    extension_type: "property-extension",
    properties: Object.fromEntries(fitted.map(({ name, value }) => [name, value])),
    ...(shortened.length === 0 ? {} : { shortened }),
  };
}

/** Quotes around a text are two bytes. */
function jsonSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

function timestamp(ms: number): string {
  return new Date(Math.min(ms, LAST_TIME)).toISOString();
}
