/**
 * A run that is killed at its nth step: just before, or just after, the nth call of the store. Started as a process of its own:
 * `node run-until-step.ts CONFIG STEP before|after`. Without such a step it runs to its end and prints how many there were.
 */
import { openApp } from "../../src/app/open.ts";
import { PHASES, runOnce } from "../../src/app/run.ts";

const [configFile = "", step = "", edge = ""] = process.argv.slice(2);
const app = await openApp({ configFile, logLevel: "silent" });
const killAt = Number(step);
let steps = 0;

const store = new Proxy(app.store, {
  get(target, name) {
    const member: unknown = Reflect.get(target, name, target);
    if (typeof member !== "function" || name === "close") return member;
    return async (...args: unknown[]): Promise<unknown> => {
      steps += 1;
      const mine = steps;
      if (mine === killAt && edge === "before") process.kill(process.pid, "SIGKILL");
      const result: unknown = await Reflect.apply(member, target, args);
      if (mine === killAt && edge === "after") process.kill(process.pid, "SIGKILL");
      return result;
    };
  },
});

await runOnce({ ...app, store }, { phases: PHASES, maxWaitMs: 0, signal: new AbortController().signal });
await app.close();
process.stdout.write(`${steps}\n`);
