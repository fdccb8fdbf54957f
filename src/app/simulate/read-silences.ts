import { readFile } from "node:fs/promises";
import { z } from "zod";
import { LockbellError } from "../../platform/errors.ts";
import { fileFailure } from "../../runtime/file-failure.ts";
import type { Silence } from "../../store/operator-store.ts";

const text = z.string().min(1).max(1_000);

const silencesSchema = z.object({
  silences: z.array(
    z.object({
      matchers: z
        .strictObject({ owner: text, actor: text, document: text, label: text })
        .partial()
        .refine((matchers) => Object.keys(matchers).length > 0),
      comment: z.string().default(""),
    }),
  ),
});

/** The last moment there is on the calendar. */
const FOR_EVER = 8_640_000_000_000_000;

/**
 * Silences as `lockbell silence list --json` prints them, all in force the whole time: what is asked is not when they were made, but what they would
 * keep from owners.
 */
export async function readSilences(path: string): Promise<readonly Silence[]> {
  const parsed = silencesSchema.safeParse(await readJson(path));
  if (!parsed.success) throw new LockbellError("USAGE", `${path} is not what \`lockbell silence list --json\` prints.`);
  return parsed.data.silences.map(({ matchers, comment }, i) => ({
    id: `simulated-${i + 1}`,
    // What is absent must be so in the object too.
    matchers: JSON.parse(JSON.stringify(matchers)) as Silence["matchers"],
    comment,
    author: "simulate",
    startsAt: 0,
    endsAt: FOR_EVER,
    createdAt: i,
  }));
}

async function readJson(path: string): Promise<unknown> {
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new LockbellError("USAGE", `${path}: ${fileFailure(error).reason}`, { cause: error });
  });
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
