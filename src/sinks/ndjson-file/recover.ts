/**
 * Finds out where the file stands when that is not known: at the start, after another process wrote, after a settlement was lost, or
 * when the file was rotated, cut or replaced. Lines beyond what the store has settled were written by a process that died before it
 * could record them: a torn last one is cut off, and the ids of the whole ones are collected, so that none is written again.
 */
import { type ChannelState, GAP_MS, type Gap } from "./channel-state.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import type { FileIdentity, LineFile } from "./line-file.ts";
import { LINE_START } from "./render-line.ts";

/** Where the next line goes, and what is already there. */
export interface Position {
  readonly dev: string;
  readonly ino: string;
  /** Every line before this is whole. */
  readonly end: number;
  /** Fingerprints of lines whose batches will be sent again. */
  readonly found: FingerprintSet;
  /** Where those lines are, for the next process, should this one die as well. */
  readonly gaps: readonly Gap[];
}

const ID = new RegExp(`^${LINE_START.replace("{", "\\{")}([0-9a-f]{32})"`);
const HEAD_BYTES = LINE_START.length + 33;
/** A last line longer than this is not parsed to see whether it is whole. */
const LONGEST_PARSED = 8 * 1_024 * 1_024;

/** Reads as much of the file as must be read, and mends its end. */
export async function recover(
  file: LineFile,
  identity: FileIdentity,
  settled: ChannelState | null,
  now: number,
): Promise<Position> {
  const { dev, ino } = identity;
  const isSame = settled !== null && settled.dev === dev && settled.ino === ino && settled.offset <= identity.size;
  if (isSame && (await file.isLineStart(settled.offset))) return continueFrom(file, identity, settled, now);
  const found = new FingerprintSet();
  const whole = await collect(file, 0, identity.size, found);
  const end = whole === identity.size ? whole : await mendLastLine(file, whole, identity.size, found);
  return { dev, ino, end, found, gaps: gapsOf([], 0, end, found, now) };
}

/** Only this sink writes after the settled offset, so whatever is torn there is ours. */
async function continueFrom(
  file: LineFile,
  identity: FileIdentity,
  settled: ChannelState,
  now: number,
): Promise<Position> {
  const { dev, ino, size } = identity;
  const found = new FingerprintSet();
  const open = settled.gaps.filter((gap) => gap.until > now);
  for (const gap of open) await collect(file, gap.from, Math.min(gap.to, settled.offset), found);
  const end = await collect(file, settled.offset, size, found);
  if (end < size) await file.cut(size, end);
  return { dev, ino, end, found, gaps: gapsOf(open, settled.offset, end, found, now) };
}

function gapsOf(open: readonly Gap[], from: number, to: number, found: FingerprintSet, now: number): readonly Gap[] {
  if (found.untaken === 0) return [];
  return from === to ? open : [...open, { from, to, until: now + GAP_MS }];
}

async function collect(file: LineFile, from: number, to: number, found: FingerprintSet): Promise<number> {
  return file.scanLines(from, to, HEAD_BYTES, (head) => {
    const id = ID.exec(head.toString("latin1"))?.[1];
    if (id !== undefined) found.add(id);
  });
}

/**
 * Of a file nothing is known of, the last line without newline may be ours, torn, or somebody else's. Ours is cut off; if it is whole but
 * for its newline, or not ours, it gets the newline, so that what follows is a line of its own.
 */
async function mendLastLine(file: LineFile, start: number, size: number, found: FingerprintSet): Promise<number> {
  const head = (await file.read(start, Math.min(size, start + HEAD_BYTES))).toString("latin1");
  const isOurs = head.startsWith(LINE_START) || LINE_START.startsWith(head);
  if (isOurs && !(await isWhole(file, start, size))) {
    await file.cut(size, start);
    return start;
  }
  await file.append(Buffer.from("\n"), size);
  const id = ID.exec(head)?.[1];
  if (id !== undefined) found.add(id);
  return size + 1;
}

async function isWhole(file: LineFile, start: number, size: number): Promise<boolean> {
  if (size - start > LONGEST_PARSED) return false;
  try {
    JSON.parse((await file.read(start, size)).toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
