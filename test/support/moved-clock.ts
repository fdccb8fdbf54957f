/**
 * Loaded before the command (`node --import`) by tests that own its time: its clock is as far from the machine's as the file says that
 * LOCKBELL_TEST_CLOCK names, in milliseconds. Timers run as ever.
 */
import { readFileSync } from "node:fs";

const ahead = Number(readFileSync(process.env["LOCKBELL_TEST_CLOCK"] ?? "", "utf8"));
const machineNow = Date.now;

Date.now = () => machineNow() + ahead;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, called) => Reflect.construct(target, args.length === 0 ? [target.now()] : args, called),
});
