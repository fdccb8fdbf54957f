import type { Config } from "../config/config.ts";
import type { RenderSettings } from "../delivery/build-message.ts";
import { NOTIFIER_REGISTRY } from "../notifiers/registry.ts";

/** Used where the configuration names no sender: `.invalid` is reserved and can never be anybody's. */
const NO_SENDER = "lockbell@lockbell.invalid";

/** How the configuration wants notices to look. Without a notifier they look as the `file` notifier would have them. */
export async function noticeRender(config: Config, toleranceMs: number): Promise<RenderSettings> {
  const { brand, language, timeZone, subjectNamesDocument, maxRows, repeatIntervalMs, backlogAgeMs } = config.notices;
  const sender = await configuredSender(config);
  const from = sender?.from ?? brand.contact ?? NO_SENDER;
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    presentation: {
      brandName: brand.name,
      contact: brand.contact ?? sender?.from ?? null,
      language,
      timeZone,
      documentNameInSubject: subjectNamesDocument,
      test: false,
    },
    from: { name: brand.name, address: from },
    replyTo: sender?.replyTo ?? brand.contact,
    domains: config.domains,
    maxRows,
    repeatIntervalMs,
    backlogAgeMs,
    toleranceMs,
    messageId: (deliveryId) => `<${deliveryId}@${domain}>`,
  };
}

interface Sender {
  readonly from: string | null;
  readonly replyTo: string | null;
}

async function configuredSender(config: Config): Promise<Sender | null> {
  const part = config.notifiers.find(({ name }) => name === config.ownersNotifier);
  const entry = NOTIFIER_REGISTRY.find(({ type }) => type === part?.type);
  if (part === undefined || entry === undefined) return null;
  const definition = await entry.load();
  return { from: definition.from(part.settings), replyTo: definition.replyTo(part.settings) };
}
