import type { CommandLine } from "../../../test/support/command-line.ts";

/** A name that would clear the screen, turn the line round and colour what follows, were it printed as it is. */
export const HOSTILE = "\u001b[2J\u202eevil\u009b31m\u200b.docx";

/** What a terminal would act on, or a reader not see. */
export const ACTING = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** The row-ids of the refusals of `tellHostile`. */
export const ROW_IDS = ["11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"] as const;

/** Two refusals of one owner, at a hostile name, collected, dispatched and delivered. */
export async function tellHostile(lockbell: CommandLine): Promise<void> {
  lockbell.writeLog(
    "a.log",
    { "row-id": ROW_IDS[0], "file-name": HOSTILE },
    { "row-id": ROW_IDS[1], "file-name": HOSTILE, time: "00:05:00" },
  );
  await lockbell.run("run", "--once");
}

/** The reference of the newest notice. */
export async function newestReference(lockbell: CommandLine): Promise<string> {
  const { value } = await lockbell.json("deliveries", "--state", "all", "--kind", "notice");
  const [delivery] = value["deliveries"] as readonly { readonly reference: string }[];
  return delivery?.reference ?? "";
}
