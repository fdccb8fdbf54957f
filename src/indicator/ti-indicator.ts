/** One `tiIndicator` of Microsoft Graph (beta) an event. Source of the form: Graph, "tiIndicator resource type". */
import type { DocumentRecord } from "../catalogue/document.ts";
import { nameRank } from "../catalogue/document-name.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import { isoSeconds } from "../platform/instant.ts";
import { visibleText } from "../platform/text.ts";
import type { AddressVerdict } from "./address.ts";
import { labelsOf } from "./labels.ts";
import { propertiesOf } from "./properties.ts";

/** Whom an indicator is for. */
export const TARGET_PRODUCTS = ["Azure Sentinel", "Microsoft Defender ATP"] as const;
/** What the target does when it meets the observable. */
export const TI_ACTIONS = ["alert", "allow", "block", "unknown"] as const;
/** How far an indicator may be shared (Traffic Light Protocol). */
export const TLP_LEVELS = ["amber", "red", "green", "white", "unknown"] as const;
/** What kind of threat an indicator is filed under. */
export const THREAT_TYPES = [
  "WatchList",
  "Botnet",
  "C2",
  "CryptoMining",
  "Darknet",
  "DDoS",
  "MaliciousUrl",
  "Malware",
  "Phishing",
  "Proxy",
  "PUA",
] as const;

/** What an indicator is made with. */
export interface TiRules {
  readonly targetProduct: (typeof TARGET_PRODUCTS)[number];
  readonly action: (typeof TI_ACTIONS)[number];
  readonly threatType: (typeof THREAT_TYPES)[number];
  readonly tlpLevel: (typeof TLP_LEVELS)[number];
  /** 0 to 100. */
  readonly confidence: number;
  /** 0 to 5. */
  readonly severity: number;
  /** How long it holds after the refusal, milliseconds. */
  readonly lifetimeMs: number;
  /** What is thought of the event's address. */
  readonly address: AddressVerdict;
  /** When it is sent, milliseconds; absent where nothing is sent. */
  readonly sentAt?: number;
  /** Marks it as a test, which ends soon. */
  readonly isTest?: boolean;
}

type Observable = "networkIPv4" | "networkIPv6" | "networkDestinationIPv4" | "networkDestinationIPv6" | "fileName";

/** An indicator as it is submitted; who stores it adds an id. */
export interface TiIndicator
  extends Pick<TiRules, "targetProduct" | "action" | "threatType" | "tlpLevel">,
    Observables {
  /** The event's fingerprint: by it an indicator is found again. */
  readonly externalId: string;
  readonly confidence: number;
  readonly severity: number;
  /** At most 100 characters. */
  readonly description: string;
  /** ISO 8601 UTC, as are all times. */
  readonly expirationDateTime: string;
  /** When access was refused. */
  readonly lastReportedDateTime: string;
  /** Every property as `name=value`. */
  readonly tags: readonly string[];
}

type Observables = { readonly [Name in Observable]?: string };

const DESCRIPTION = "Access to a protected document was refused. By itself this is no sign of an attack.";
const LONGEST_NAME = 255;
const DAY_MS = 86_400_000;
const TEST_LIFETIME_MS = 10 * 60_000;

/** The indicator of an event. But for `sentAt` the same event and the same knowledge make the same one. */
export function tiIndicator(event: DeniedEvent, document: DocumentRecord | undefined, rules: TiRules): TiIndicator {
  const { targetProduct, action, threatType, tlpLevel, confidence, severity, isTest = false } = rules;
  const tags = labelsOf(propertiesOf(event, document));
  return {
    externalId: event.id,
    targetProduct,
    action,
    threatType,
    tlpLevel,
    confidence,
    severity,
    description: isTest ? `[TEST] ${DESCRIPTION}` : DESCRIPTION,
    expirationDateTime: expiryOf(event, rules),
    lastReportedDateTime: event.occurredAt,
    ...observablesOf(event, document, rules),
    tags: isTest ? ["test=true", ...tags] : tags,
  };
}

/**
 * Why no indicator can be made of an event, or null. Defender honours destination addresses only, so that one without a usable address would
 * say nothing to it; for Sentinel anything that can be compared is enough. What the catalogue adds needs a content id, which is enough itself.
 */
export function whyNoIndicator(event: DeniedEvent, rules: Pick<TiRules, "targetProduct" | "address">): string | null {
  const { targetProduct, address } = rules;
  if (address.usable) return null;
  if (targetProduct === "Microsoft Defender ATP")
    return address.because === "missing" ? "no-address" : `${address.because}-address`;
  return fileNameOf(event, undefined) === undefined ? "no-observable" : null;
}

function observablesOf(event: DeniedEvent, document: DocumentRecord | undefined, rules: TiRules): Observables {
  const { address, targetProduct } = rules;
  const fileName = fileNameOf(event, document);
  const key = targetProduct === "Azure Sentinel" ? "network" : "networkDestination";
  return {
    ...(address.usable ? { [`${key}IPv${address.version}`]: address.address } : {}),
    ...(fileName === undefined ? {} : { fileName }),
  };
}

/** The best name there is, else the content id: the required observable is there, and the document can be found by it. */
function fileNameOf(event: DeniedEvent, document: DocumentRecord | undefined): string | undefined {
  const known = document?.name?.value;
  const best = nameRank(known) > nameRank(event.documentName) ? known : event.documentName;
  const shown = nameRank(best) === 0 ? "" : visibleText(best ?? "", LONGEST_NAME);
  return shown === "" ? event.contentId : shown;
}

/**
 * The lifetime counts from the refusal. What is sent late lives on for a day at most, because an indicator that is over before it comes is
 * refused, or seen by nobody.
 */
function expiryOf(event: DeniedEvent, { lifetimeMs, isTest, sentAt }: TiRules): string {
  const lifetime = isTest ? Math.min(lifetimeMs, TEST_LIFETIME_MS) : lifetimeMs;
  const regular = Date.parse(event.occurredAt) + lifetime;
  return isoSeconds(sentAt === undefined ? regular : Math.max(regular, sentAt + Math.min(lifetime, DAY_MS)));
}
