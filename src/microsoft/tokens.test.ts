import { describe, expect, it } from "vitest";
import { createLogger } from "../runtime/logger.ts";
import type { AccessToken } from "./acquire-token.ts";
import type { TokenFailure } from "./name-token-failure.ts";
import { createTokens, type Tokens } from "./tokens.ts";

const MINUTE = 60_000;
const LIFE = 60 * MINUTE;
const GOES_ON = new AbortController().signal;
const REFUSED: TokenFailure = { kind: "failed", reason: "login-unreachable", sent: false };

/** Tokens of a login service that answers when it is told to. */
class Login {
  now = 0;
  readonly waiting: ((outcome: AccessToken | TokenFailure) => void)[] = [];
  asked = 0;
  readonly tokens: Tokens = createTokens({
    clock: { now: () => this.now, sleep: async () => undefined },
    logger: createLogger("silent"),
    acquire: () => {
      this.asked += 1;
      return new Promise((resolve) => this.waiting.push(resolve));
    },
  });

  async answer(outcome: string | TokenFailure): Promise<void> {
    const text = outcome;
    this.waiting.shift()?.(typeof text === "string" ? { kind: "token", text, expiresAt: this.now + LIFE } : text);
    await new Promise(setImmediate);
  }

  /** What a request is given at once; `waits` if it has to wait. */
  async get(): Promise<string> {
    const given = this.tokens.get("graph", GOES_ON);
    const later = new Promise((resolve) => setImmediate(resolve, null));
    const first = (await Promise.race([given, later])) as AccessToken | TokenFailure | null;
    return first === null ? "waits" : first.kind === "token" ? first.text : first.reason;
  }
}

async function withToken(): Promise<Login> {
  const login = new Login();
  expect(await login.get()).toBe("waits");
  await login.answer("first");
  return login;
}

describe("a token", () => {
  it.each([
    [0, "first", 1],
    [54 * MINUTE, "first", 1],
    [55 * MINUTE, "first", 2],
    [60 * MINUTE - 1, "first", 2],
    [60 * MINUTE, "waits", 2],
  ])("after %i ms: a request %s, and the login service was asked %i times", async (at, given, asked) => {
    const login = await withToken();
    login.now = at;
    expect([await login.get(), await login.get(), login.asked]).toEqual([given, given, asked]);
  });

  it("that is valid is given out while its renewal hangs, and the new one from when it is there", async () => {
    const login = await withToken();
    login.now = 56 * MINUTE;
    expect(await login.get()).toBe("first");
    login.now = 59 * MINUTE;
    expect([await login.get(), login.asked]).toEqual(["first", 2]);
    await login.answer("second");
    expect([await login.get(), login.asked]).toEqual(["second", 2]);
  });

  it("that an API has refused is given to nobody, though its renewal hangs", async () => {
    const login = await withToken();
    const token = (await login.tokens.get("graph", GOES_ON)) as AccessToken;
    login.now = 56 * MINUTE;
    await login.get();
    login.tokens.discard("graph", token);
    expect([await login.get(), login.asked]).toEqual(["waits", 2]);
  });

  it("that could not be renewed is tried again after half a minute", async () => {
    const login = await withToken();
    login.now = 56 * MINUTE;
    await login.get();
    await login.answer(REFUSED);
    login.now += 29_999;
    expect([await login.get(), login.asked]).toEqual(["first", 2]);
    login.now += 1;
    expect([await login.get(), login.asked]).toEqual(["first", 3]);
  });
});
