import type { z } from "zod";
import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import { fileNotifierConfig } from "./file/config.ts";
import { graphMailConfig } from "./graph-mail/config.ts";
import type { NotifierDefinition } from "./notifier.ts";
import { smtpNotifierConfig } from "./smtp/config.ts";

/** How a kind of notifier is found: its type, its configuration, and its code, loaded only when it is used. */
export interface NotifierEntry {
  readonly type: string;
  readonly config: z.ZodObject;
  /** The key of a path that it writes to and no other part may. */
  readonly ownPath?: string;
  /** Which of Microsoft's APIs it asks. */
  readonly reaches?: readonly MicrosoftApi[];
  load(): Promise<NotifierDefinition<unknown>>;
}

/** Every kind of notifier there is, by type. The only way to reach one. */
export const NOTIFIER_REGISTRY: readonly NotifierEntry[] = [
  {
    type: "file",
    config: fileNotifierConfig,
    ownPath: "path",
    load: async () => (await import("./file/index.ts")).fileNotifier,
  },
  {
    type: "graph-mail",
    config: graphMailConfig,
    reaches: ["graph"],
    load: async () => (await import("./graph-mail/index.ts")).graphMailNotifier,
  },
  {
    type: "smtp",
    config: smtpNotifierConfig,
    load: async () => (await import("./smtp/index.ts")).smtpNotifier,
  },
];
