/** What there is to say about a service that Microsoft has announced to remove. */
import type { TiIndicator } from "../../indicator/ti-indicator.ts";

/** What batches wait for once the service is gone. */
export const SERVICE_RETIRED = "service-retired";

/** What to use instead, for people. */
export function adviseInstead(targetProduct: TiIndicator["targetProduct"]): string {
  return targetProduct === "Azure Sentinel"
    ? "Configure a sink of type `sentinel-stix` and remove the one of type `graph-tiindicator`: Microsoft Sentinel takes indicators through its own upload API."
    : "Remove the sink of type `graph-tiindicator`: this version has no other for Microsoft Defender. One of type `sentinel-stix` tells Microsoft Sentinel.";
}

/** What was found where the service is gone. */
export const GONE = "Microsoft Graph has no threat indicators (tiIndicators) here any more.";

/** What is said while it is still there. */
export const ANNOUNCED = "It still answers here; Microsoft has announced to remove it by April 2026.";
