import type { EmulatorState, TiIndicator } from "../../state.ts";
import type { IndicatorValues } from "./read-ti-indicator.ts";
import { STAMPED, TI_INDICATOR_TYPE } from "./ti-indicator-type.ts";

/** What is so where nothing was said. Source: the resource type's page. */
const DEFAULTS: IndicatorValues = { isActive: true, passiveOnly: false, severity: 3 };

/** An indicator as Graph writes it: every property, empty lists for those that nobody filled. */
export function writeIndicator({ tenantId }: EmulatorState, { id, ingestedAt, values }: TiIndicator): IndicatorValues {
  const stamped: IndicatorValues = {
    id,
    azureTenantId: tenantId,
    ingestedDateTime: new Date(ingestedAt).toISOString(),
  };
  const written: Record<string, unknown> = {};
  for (const [name, kind] of TI_INDICATOR_TYPE.properties) {
    written[name] = stamped[name] ?? values[name] ?? DEFAULTS[name] ?? (kind === "texts" ? [] : null);
  }
  return written;
}

/** What was given, without what only the service gives. */
export function withoutStamps(values: IndicatorValues): IndicatorValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !STAMPED.includes(name)));
}
