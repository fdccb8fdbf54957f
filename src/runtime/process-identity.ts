/**
 * Who this process is, told apart from every other that had or will have its number, and whether another one is dead.
 * A lease left by a dead process is taken over at once, so "dead" is only said when it is certain: a living process declared
 * dead would mean two writers at once, while a dead one taken for alive only costs the wait until its lease ends.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A running process. Equal in shape to the store's holder of a lease. */
export interface ProcessIdentity {
  /** The machine, with its boot and process namespace where they can be known. */
  readonly host: string;
  readonly pid: number;
  /** When the process started, in whatever unit the machine counts; compared for equality only. "" if unknown. */
  readonly startedAt: string;
}

/** What the kernel says of a process in `/proc/<pid>/stat`. */
interface ProcessState {
  readonly state: string;
  readonly startedAt: string;
}

let host: string | undefined;

/** This process, as it signs its leases. */
export function currentHolder(platform: NodeJS.Platform = process.platform): ProcessIdentity {
  const startedAt = platform === "linux" ? (readProcess(process.pid)?.startedAt ?? "") : "";
  return { host: hostOf(platform), pid: process.pid, startedAt };
}

/** Whether a holder is certainly dead. Never said of a process of another host, another boot or another container. */
export function isDead(holder: ProcessIdentity, platform: NodeJS.Platform = process.platform): boolean {
  if (holder.host !== hostOf(platform)) return false;
  if (!Number.isSafeInteger(holder.pid) || holder.pid <= 0) return false;
  if (!exists(holder.pid)) return true;
  if (platform !== "linux" || holder.startedAt === "") return false;
  const found = readProcess(holder.pid);
  // It exists and cannot be read: hidden from this user (hidepid), so nothing is known of it.
  if (found === undefined) return false;
  // A zombie has run to its end and only waits for its parent to notice; it will never write again.
  return found.startedAt !== holder.startedAt || found.state === "Z" || found.state === "X";
}

/** Signal 0 asks without sending anything. Not being allowed to signal a process means that it is there. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/**
 * On Linux the host's name alone says little: containers on one machine, or replicas on many, may share it, and each counts its
 * processes from 1. The boot id tells machines and boots apart, the process namespace tells containers of one machine apart; both
 * together make a pid mean one process. After a reboot every old holder counts as one of another host: it is waited for, not
 * taken over, because a reboot looks just like another machine of the same name.
 */
function hostOf(platform: NodeJS.Platform): string {
  if (platform !== "linux") return hostname();
  host ??= `${hostname()}/${readLinuxNamespace()}`;
  return host;
}

/** Where /proc is hidden, a pid cannot be tied to a namespace: then no other process is on "this host", and none is ever dead. */
function readLinuxNamespace(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return randomUUID();
  }
}

/** The second field is the program's name in parentheses and may hold spaces and parentheses itself: fields count from its last `)`. */
function readProcess(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    // Field 22 of the whole line; the list begins with field 3.
    const startedAt = fields[19];
    return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
  } catch {
    return undefined;
  }
}
