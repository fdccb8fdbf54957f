import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createAsker } from "./ask.ts";

/** A terminal has keys that do something; whatever else is there takes lines as they come. */
function sitDown(isTTY = false) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY });
  const stop = new AbortController();
  let shown = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  const asker = createAsker({ input, output, isTerminal: true }, stop.signal);
  return { input, stop, asker, shown: () => shown };
}

describe("asking at a terminal", () => {
  it("shows each question and gives the line that answers it", async () => {
    const { input, asker, shown } = sitDown();
    const first = asker.ask("one > ");
    input.write("a\n");
    expect(await first).toBe("a");
    const second = asker.ask("two > ");
    input.write("b c\r\n");
    expect(await second).toBe("b c");
    expect(shown()).toBe("one > two > ");
    asker.close();
  });

  it("keeps lines that were typed ahead for the questions to come", async () => {
    const { input, asker } = sitDown();
    input.write("a\nb\n");
    expect([await asker.ask("> "), await asker.ask("> ")]).toEqual(["a", "b"]);
    asker.close();
  });

  it.each<[string, (at: ReturnType<typeof sitDown>) => void]>([
    ["the input ends", ({ input }) => input.end()],
    ["Ctrl-C is pressed", ({ input }) => input.write("\u0003")],
    ["Ctrl-D is pressed", ({ input }) => input.write("\u0004")],
    ["the command is asked to end", ({ stop }) => stop.abort()],
  ])("says that nobody is there any more when %s", async (_, leave) => {
    const place = sitDown(true);
    const answer = place.asker.ask("> ");
    leave(place);
    expect(await answer).toBeNull();
    expect(await place.asker.ask("again > ")).toBeNull();
    expect(place.shown()).not.toContain("again");
  });

  it("asks nobody when the command was asked to end before", async () => {
    const stopped = AbortSignal.abort();
    const streams = { input: new PassThrough(), output: new PassThrough(), isTerminal: true };
    expect(await createAsker(streams, stopped).ask("> ")).toBeNull();
  });
});
