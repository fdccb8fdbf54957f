/**
 * A process to be killed: sends a series of messages as delivery would, with a folder of small files for a store.
 * `node send-series.ts OUTBOX STORE COUNT` prints a dot after each message that is settled.
 */
import { existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { DeliveryMemory, OutgoingMessage } from "../../notifier.ts";
import { createFileNotifier } from "../file-notifier.ts";
import { createOutboxFolder } from "../outbox-folder.ts";

const [outbox = "", store = "", count = "0"] = process.argv.slice(2);
const notifier = createFileNotifier(createOutboxFolder(outbox));
const signal = new AbortController().signal;

function keep(name: string, value: string): void {
  const path = join(store, name);
  const file = openSync(`${path}.tmp`, "w");
  writeSync(file, value);
  fsyncSync(file);
  renameSync(`${path}.tmp`, path);
}

function memoryOf(id: string): DeliveryMemory {
  const path = join(store, `${id}.note`);
  return {
    get value() {
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    remember: async (value) => keep(`${id}.note`, value),
  };
}

function messageOf(id: string): OutgoingMessage {
  const mime = Buffer.from(`Message-ID: <${id}@contoso.com>\r\n\r\n${`${id} `.repeat(2_000)}`);
  return { deliveryId: id, reference: "K7QD-2M9P", recipient: "anna.sato@contoso.com", messageId: `<${id}@contoso.com>`, mime };
}

async function deliver(id: string): Promise<void> {
  const message = messageOf(id);
  const memory = memoryOf(id);
  if (existsSync(join(store, `${id}.begun`))) {
    const { status } = await notifier.reconcile(message, memory, signal);
    if (status === "delivered") return;
    if (status !== "not-delivered") throw new Error("Nobody can say.");
  }
  keep(`${id}.begun`, "");
  const result = await notifier.send(message, memory, signal);
  if (result.status !== "delivered") throw new Error(result.reason);
}

for (let n = 0; n < Number(count); n++) {
  const id = `d-${n}`;
  if (existsSync(join(store, `${id}.settled`))) continue;
  await deliver(id);
  keep(`${id}.settled`, "");
  process.stdout.write(".");
}
