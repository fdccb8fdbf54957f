import { describe, expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../runtime/clock.ts";
import { SessionPool } from "./session-pool.ts";
import { openSession, type SmtpSession } from "./smtp-session.ts";
import { type ScriptedServer, startScriptedServer } from "./testdata/scripted-server.ts";

const GOES_ON = new AbortController().signal;

/** A clock whose sleepers sleep until they are woken, or told to get up. */
class NightClock implements Clock {
  readonly sleepers = new Set<() => void>();
  now(): number {
    return 0;
  }
  sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }
  wakeAll(): void {
    for (const wake of this.sleepers) wake();
  }
}

interface Place {
  readonly server: ScriptedServer;
  readonly clock: NightClock;
  readonly pool: SessionPool;
}

async function begin(connections = 2): Promise<Place> {
  const server = await startScriptedServer();
  const clock = new NightClock();
  const settings = {
    place: { host: "127.0.0.1", port: server.port, tls: "none" },
    name: "lockbell.contoso.com",
    credentials: null,
    ca: null,
    openingMs: 10_000,
  } as const;
  const open = (signal: AbortSignal) => openSession(settings, signal);
  const pool = new SessionPool({ open, connections, messagesPerConnection: 100, clock });
  onTestFinished(async () => {
    pool.close();
    await server.close();
  });
  return { server, clock, pool };
}

async function take(pool: SessionPool): Promise<SmtpSession> {
  const taken = await pool.take(GOES_ON);
  if ("failure" in taken) throw new Error(JSON.stringify(taken.failure));
  return taken.session;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a pool of sessions", () => {
  it("ends a session that nobody wanted for a while, and opens another one when somebody does", async () => {
    const { server, clock, pool } = await begin();
    pool.giveBack(await take(pool), true);
    clock.wakeAll();
    await until(() => server.open === 0);
    expect(server.heard.at(-1)).toBe("QUIT");
    await take(pool);
    expect(server.connections).toBe(2);
  });

  it("does not end a session under whoever took it", async () => {
    const { server, clock, pool } = await begin();
    pool.giveBack(await take(pool), true);
    const sleepers = [...clock.sleepers];
    const session = await take(pool);
    expect(clock.sleepers.size).toBe(0);
    for (const wake of sleepers) wake();
    await Promise.resolve();
    expect(session.isOpen).toBe(true);
    expect(server.connections).toBe(1);
  });

  it("gives out the session that was used last, so that the others may end", async () => {
    const { pool } = await begin();
    const [first, second] = [await take(pool), await take(pool)];
    pool.giveBack(first, true);
    pool.giveBack(second, true);
    expect(await take(pool)).toBe(second);
  });

  it("gives a slot back when a connection comes to nothing", async () => {
    const { server, pool } = await begin(1);
    server.script = { acts: { connect: "554 No" } };
    for (let i = 0; i < 3; i++) expect(await pool.take(GOES_ON)).toMatchObject({ status: "failed" });
    server.script = {};
    expect((await take(pool)).isOpen).toBe(true);
  });

  it("hands a slot to whoever waits longest, and to nobody who went away", async () => {
    const { pool } = await begin(1);
    const session = await take(pool);
    const gone = new AbortController();
    const order: string[] = [];
    const wait = async (name: string): Promise<void> => {
      const taken = await take(pool);
      order.push(name);
      pool.giveBack(taken, true);
    };
    const goAway = async (): Promise<void> => {
      const taken = await pool.take(gone.signal);
      order.push("failure" in taken ? "gone" : "taken by nobody");
    };
    const waiting = [goAway(), wait("second"), wait("third")];
    gone.abort();
    pool.giveBack(session, true);
    await Promise.all(waiting);
    expect(order).toEqual(["gone", "second", "third"]);
  });

  it("closed, it leaves no session and no sleeper behind", async () => {
    const { server, clock, pool } = await begin();
    pool.giveBack(await take(pool), true);
    pool.close();
    await until(() => server.open === 0);
    expect(clock.sleepers.size).toBe(0);
  });
});
