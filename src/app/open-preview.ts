import { loadConfig } from "../config/load-config.ts";
import { systemClock } from "../runtime/clock.ts";
import type { OpenOptions } from "./open.ts";
import { type Preview, previewSample } from "./preview.ts";

/** Previews the made-up notice the way the configuration would have it, without opening or making a store. */
export async function openPreview(options: OpenOptions, folder: string): Promise<Preview> {
  const { config } = await loadConfig(options.configFile, options.env ?? process.env);
  return await previewSample(config, { folder, clock: options.clock ?? systemClock });
}
