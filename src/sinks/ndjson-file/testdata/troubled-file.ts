import type { LineFile } from "../line-file.ts";
import type { OpenLineFile } from "../ndjson-file-sink.ts";

/** A step of a send. */
type FileStep = "open" | "append" | "sync" | "cut";

/** What goes wrong, at which steps, until it is set to null. */
export interface FileTrouble {
  /** Steps that fail with the error of this code. `append` writes some of its bytes first, up to the middle of a line, as a full disk does. */
  fails: { readonly steps: readonly FileStep[]; readonly code: string } | null;
  /** The next such step dies: before it, in its middle (some of the bytes written), or after it. Nothing happens after that. */
  dies: { readonly step: FileStep; readonly when: "before" | "amid" | "after" } | null;
}

/** Opens real files whose steps can fail as a test cannot make a real disk fail, or at which the process dies. */
export function troubledFiles(open: OpenLineFile): { readonly trouble: FileTrouble; readonly open: OpenLineFile } {
  const trouble: FileTrouble = { fails: null, dies: null };
  let dead = false;

  async function during<T>(step: FileStep, half: () => Promise<unknown>, whole: () => Promise<T>): Promise<T> {
    if (dead) throw new Error("The process is dead.");
    const dies = trouble.dies?.step === step ? trouble.dies.when : null;
    dead = dies !== null;
    if (dies === "amid") await half();
    if (dies === "before" || dies === "amid") throw new Error("The process died.");
    if (trouble.fails?.steps.includes(step)) {
      await half();
      throw Object.assign(new Error(`${trouble.fails.code}: /srv/denied.ndjson`), { code: trouble.fails.code });
    }
    const result = await whole();
    if (dies === "after") throw new Error("The process died.");
    return result;
  }

  const nothing = async (): Promise<void> => undefined;

  function troubled(file: LineFile): LineFile {
    return new Proxy(file, {
      get(target, name) {
        if (name === "append") {
          return (bytes: Uint8Array, position: number) =>
            during(
              "append",
              () => target.append(bytes.subarray(0, Math.floor(bytes.length * 0.6)), position),
              () => target.append(bytes, position),
            );
        }
        if (name === "sync") return () => during("sync", nothing, () => target.sync());
        if (name === "cut" || name === "takeBack") {
          return (...args: readonly [number, number]) => during("cut", nothing, () => target[name](...args));
        }
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  return { trouble, open: async (...where) => troubled(await during("open", nothing, () => open(...where))) };
}
