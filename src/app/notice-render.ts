import type { Config } from "../config/config.ts";
import type { RenderSettings } from "../delivery/build-message.ts";
import { NOTIFIER_REGISTRY } from "../notifiers/registry.ts";

/** Used where the configuration names no sender: `.invalid` is reserved and can never be anybody's. */
const NO_SENDER = "lockbell@lockbell.invalid";

/** How the configuration wants notices to look. Without a notifier they look as the `file` notifier would have them. */
export async function noticeRender(config: Config, toleranceMs: number): Promise<RenderSettings> {
  const { brand, language, timeZone, subjectNamesDocument, maxRows, repeatIntervalMs, backlogAgeMs } = config.notices;
  const from = (await configuredSender(config)) ?? brand.contact ?? NO_SENDER;
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    presentation: {
      brandName: brand.name,
      contact: brand.contact ?? "",
      language,
      timeZone,
      documentNameInSubject: subjectNamesDocument,
      test: false,
    },
    from: { name: brand.name, address: from },
    replyTo: brand.contact,
    domains: config.domains,
    maxRows,
    repeatIntervalMs,
    backlogAgeMs,
    toleranceMs,
    messageId: (deliveryId) => `<${deliveryId}@${domain}>`,
  };
}

async function configuredSender(config: Config): Promise<string | null> {
  const part = config.notifiers.find(({ name }) => name === config.ownersNotifier);
  const entry = NOTIFIER_REGISTRY.find(({ type }) => type === part?.type);
  return part === undefined || entry === undefined ? null : (await entry.load()).from(part.settings);
}
