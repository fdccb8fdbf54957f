import type { OutboxFolder } from "../outbox-folder.ts";

/** A step of publishing a message. */
export type Step = "writeTemporary" | "publish" | "sync";

/**
 * A real outbox whose steps can fail with an error of the operating system that a test cannot bring about for real (a full disk, a
 * broken one), or at which the process dies.
 */
export interface TroubledFolder extends OutboxFolder {
  /** From now on, until null: the error's code at that step. `done` if the step takes effect all the same. */
  trouble: { readonly step: Step; readonly code: string; readonly done: boolean } | null;
  /** The next call of that step dies, before or after it took effect, and everything after it fails as well. */
  cut: { readonly step: Step; readonly when: "before" | "after" } | null;
}

/** Puts trouble in front of a folder. */
export function troubledFolder(folder: OutboxFolder): TroubledFolder {
  let dead = false;
  async function during(step: Step, work: () => Promise<void>): Promise<void> {
    if (dead) throw new Error("The process is dead.");
    const { trouble, cut } = troubled;
    const dies = cut?.step === step ? cut.when : null;
    dead = dies !== null;
    if (dies === "before") throw new Error("The process died.");
    const fails = trouble?.step === step ? trouble : null;
    if (fails === null || fails.done) await work();
    if (dies === "after") throw new Error("The process died.");
    if (fails !== null) throw Object.assign(new Error(`${fails.code}: /srv/outbox`), { code: fails.code });
  }
  async function alive<T>(work: () => Promise<T>): Promise<T> {
    if (dead) throw new Error("The process is dead.");
    return work();
  }
  const troubled: TroubledFolder = {
    trouble: null,
    cut: null,
    writeTemporary: (id, bytes) => during("writeTemporary", () => folder.writeTemporary(id, bytes)),
    publish: (id) => during("publish", () => folder.publish(id)),
    sync: () => during("sync", () => folder.sync()),
    discardTemporary: (id) => alive(() => folder.discardTemporary(id)),
    identity: () => alive(() => folder.identity()),
    find: (id) => alive(() => folder.find(id)),
  };
  return troubled;
}
