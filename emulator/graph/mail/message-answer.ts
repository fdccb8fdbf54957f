import { extendedPropertyKey } from "./extended-property.ts";
import { type MessageSource, messageProperty, messageText } from "./message-properties.ts";
import { MESSAGE_DEFAULTS } from "./message-type.ts";
import type { MailPreferences } from "./preferences.ts";

/** How messages are written in an answer. */
export interface MessageShape {
  readonly preferences: MailPreferences;
  /** The properties `$select` names; null for the usual ones. */
  readonly selected: readonly string[] | null;
  /** The keys of the extended properties that are wanted along. */
  readonly extendedProperties: readonly string[];
}

/** A message as an answer holds it: id and version always, everything else as selected. */
export function writeMessage(
  source: MessageSource,
  { preferences, selected, extendedProperties }: MessageShape,
): Record<string, unknown> {
  const { message, details } = source;
  const written: Record<string, unknown> = {
    "@odata.etag": `W/"${details.changeKey}"`,
    id: preferences.immutableIds ? message.immutableId : message.id,
  };
  for (const name of selected ?? MESSAGE_DEFAULTS) {
    if (name !== "id") written[name] = messageProperty(source, name);
  }
  if (preferences.textBody && "body" in written) {
    written["body"] = { contentType: "text", content: messageText(message) };
  }
  const found = (details.content?.extendedProperties ?? []).filter(({ id }) =>
    extendedProperties.includes(extendedPropertyKey(id) ?? ""),
  );
  if (found.length > 0) written["singleValueExtendedProperties"] = found;
  return written;
}
