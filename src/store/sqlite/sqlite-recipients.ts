import type { Recipient } from "../dispatch-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Recipients by number. */
export interface Recipients {
  /** The recipient's number, if he was ever written down. */
  find(recipient: Recipient): number | undefined;
  /** The recipient's number; a new recipient gets one. Called inside a write transaction. */
  idOf(recipient: Recipient): number;
  /** Counts attempts that a silence hides from him, for his next notice to say. */
  addSilenced(id: number, count: number): void;
}

/** Recipients as rows, one an address and role. */
export function createRecipients({ connection }: SqliteDatabase): Recipients {
  const select = connection
    .prepare<[string, string], number>("SELECT id FROM recipients WHERE address = ? AND role = ?")
    .pluck();
  const insert = connection.prepare<[string, string]>("INSERT INTO recipients (address, role) VALUES (?, ?)");
  const silence = connection.prepare<[number, number]>("UPDATE recipients SET silenced = silenced + ? WHERE id = ?");
  const find = ({ address, role }: Recipient): number | undefined => select.get(address, role) as number | undefined;
  return {
    find,
    idOf: (recipient) => find(recipient) ?? Number(insert.run(recipient.address, recipient.role).lastInsertRowid),
    addSilenced: (id, count) => void silence.run(count, id),
  };
}

/** A recipient as rows give it: null where there is none or a purge took the address. */
export function readRecipient(address: string | null, role: Recipient["role"] | null): Recipient | null {
  return address === null || role === null ? null : { address, role };
}
