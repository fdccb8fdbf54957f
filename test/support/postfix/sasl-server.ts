/**
 * Says to Postfix whether a password is right, so that its own AUTH can be tried without installing a password database: the server's side
 * of Dovecot's authentication protocol (version 1.2, https://doc.dovecot.org, "Auth protocol"), as far as PLAIN and LOGIN need it.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface SaslServer {
  readonly port: number;
  close(): Promise<void>;
}

const HANDSHAKE = [
  "VERSION\t1\t2",
  "MECH\tPLAIN\tplaintext",
  "MECH\tLOGIN\tplaintext",
  "SPID\t1",
  "CUID\t1",
  "COOKIE\t00",
  "DONE",
];

const encode = (text: string): string => Buffer.from(text).toString("base64");
const decode = (text: string): string => Buffer.from(text, "base64").toString();

/** Starts one that knows these users and their passwords. */
export async function startSaslServer(passwords: ReadonlyMap<string, string>): Promise<SaslServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.write(`${HANDSHAKE.join("\n")}\n`);
    /** What each sign-in under way has said so far. */
    const said = new Map<string, string[]>();
    let unread = "";
    socket.on("data", (chunk) => {
      const lines = `${unread}${chunk}`.split("\n");
      unread = lines.pop() ?? "";
      for (const line of lines) socket.write(answer(line.split("\t"), said));
    });
  });

  function answer([command, id = "", ...words]: string[], said: Map<string, string[]>): string {
    if (command === "AUTH") {
      const initial = words.find((word) => word.startsWith("resp="))?.slice("resp=".length);
      if (words[0] === "PLAIN" && initial !== undefined) {
        const [, user = "", password = ""] = decode(initial).split("\0");
        return verdict(id, user, password);
      }
      said.set(id, []);
      return `CONT\t${id}\t${encode(words[0] === "LOGIN" ? "Username:" : "")}\n`;
    }
    if (command !== "CONT") return "";
    const spoken = [...(said.get(id) ?? []), decode(words[0] ?? "")];
    const [user = "", password = ""] = spoken[0]?.includes("\0") ? spoken[0].split("\0").slice(1) : spoken;
    if (password !== "") return verdict(id, user, password);
    said.set(id, spoken);
    return `CONT\t${id}\t${encode("Password:")}\n`;
  }

  function verdict(id: string, user: string, password: string): string {
    return passwords.get(user) === password ? `OK\t${id}\tuser=${user}\n` : `FAIL\t${id}\tuser=${user}\n`;
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
