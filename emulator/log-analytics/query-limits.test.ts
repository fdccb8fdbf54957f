import { expect, test } from "vitest";
import { createQueryGate, type QueryGate, SERVICE_LIMITS } from "./query-limits.ts";

const NEVER = new AbortController().signal;

/** What has become of each request that entered: in, refused, or still waiting. */
async function states(entering: readonly Promise<unknown>[]): Promise<string> {
  await new Promise(setImmediate);
  const pending = Symbol();
  const all = await Promise.all(entering.map((one) => Promise.race([one, Promise.resolve(pending)])));
  return all.map((one) => (one === pending ? "w" : one === null ? "r" : "i")).join("");
}

function enter(gate: QueryGate, count: number, principal = "a") {
  return Array.from({ length: count }, () => gate.enter(principal, NEVER));
}

test("five run at once, the next wait in order, and one that ends lets one in", async () => {
  const gate = createQueryGate(SERVICE_LIMITS, () => 0);
  const entering = enter(gate, 8);
  expect(await states(entering)).toBe("iiiiiwww");
  (await entering[0])?.release();
  expect(await states(entering)).toBe("iiiiiiww");
  (await entering[3])?.release();
  (await entering[5])?.release();
  expect(await states(entering)).toBe("iiiiiiii");
});

test("no more wait than may, and another principal has a lane of its own", async () => {
  const gate = createQueryGate({ ...SERVICE_LIMITS, concurrent: 1, queued: 2 }, () => 0);
  expect(await states(enter(gate, 5))).toBe("iwwrr");
  expect(await states(enter(gate, 1, "b"))).toBe("i");
});

test("who has waited too long is refused, and does not count any more", async () => {
  const gate = createQueryGate({ ...SERVICE_LIMITS, concurrent: 1, queued: 1, queueMs: 5 }, () => 0);
  const [first, second] = enter(gate, 2);
  expect(await second).toBeNull();
  (await first)?.release();
  expect(await gate.enter("a", NEVER)).not.toBeNull();
});

test("who hangs up while waiting leaves the queue", async () => {
  const gate = createQueryGate({ ...SERVICE_LIMITS, concurrent: 1 }, () => 0);
  const [first] = enter(gate, 1);
  const client = new AbortController();
  const second = gate.enter("a", client.signal);
  const third = gate.enter("a", NEVER);
  await new Promise(setImmediate);
  client.abort();
  expect(await second).toBeNull();
  (await first)?.release();
  expect(await third).not.toBeNull();
});

test("two hundred requests in thirty seconds, refused ones not among them", async () => {
  let now = 0;
  const gate = createQueryGate({ ...SERVICE_LIMITS, concurrent: 1_000 }, () => now);
  expect(await states(enter(gate, 202))).toBe(`${"i".repeat(200)}rr`);
  now = 29_999;
  expect(await gate.enter("a", NEVER)).toBeNull();
  now = 30_000;
  expect(await gate.enter("a", NEVER)).not.toBeNull();
});
