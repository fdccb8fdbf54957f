import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from "./datetime.ts";

const CLOCK = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;
const DAYS = /^-?\d{1,8}$/;
const LITERAL = /^(-)?(\d+)(?:\.(\d+))?\s*([a-z]+)$/i;

/** Ticks of the units that a timespan literal can have. Source: Kusto's page on the timespan type. */
const UNITS: Readonly<Record<string, bigint>> = {
  d: TICKS_PER_DAY,
  day: TICKS_PER_DAY,
  days: TICKS_PER_DAY,
  h: TICKS_PER_HOUR,
  hr: TICKS_PER_HOUR,
  hrs: TICKS_PER_HOUR,
  hour: TICKS_PER_HOUR,
  hours: TICKS_PER_HOUR,
  m: TICKS_PER_MINUTE,
  min: TICKS_PER_MINUTE,
  minute: TICKS_PER_MINUTE,
  minutes: TICKS_PER_MINUTE,
  s: TICKS_PER_SECOND,
  sec: TICKS_PER_SECOND,
  second: TICKS_PER_SECOND,
  seconds: TICKS_PER_SECOND,
  ms: 10_000n,
  milli: 10_000n,
  millis: 10_000n,
  millisec: 10_000n,
  millisecond: 10_000n,
  milliseconds: 10_000n,
  micro: 10n,
  micros: 10n,
  microsec: 10n,
  microsecond: 10n,
  microseconds: 10n,
  tick: 1n,
  ticks: 1n,
};

/** Reads `d.hh:mm:ss.fffffff`, a number of days, or a number and a unit; null if the text is none. */
export function parseTimespan(text: string): bigint | null {
  const trimmed = text.trim();
  if (DAYS.test(trimmed)) {
    return BigInt(trimmed) * TICKS_PER_DAY;
  }
  return parseClock(trimmed) ?? parseUnit(trimmed);
}

/** Writes `[-][d.]hh:mm:ss[.fffffff]`, as the query API and `tostring` do. */
export function formatTimespan(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const days = size / TICKS_PER_DAY;
  const clock = [(size / TICKS_PER_HOUR) % 24n, (size / TICKS_PER_MINUTE) % 60n, (size / TICKS_PER_SECOND) % 60n];
  const fraction = size % TICKS_PER_SECOND;
  return [
    ticks < 0n ? "-" : "",
    days > 0n ? `${days}.` : "",
    clock.map((part) => part.toString().padStart(2, "0")).join(":"),
    fraction > 0n ? `.${fraction.toString().padStart(7, "0")}` : "",
  ].join("");
}

function parseClock(text: string): bigint | null {
  const found = CLOCK.exec(text);
  if (found === null) {
    return null;
  }
  const [days, hours, minutes, seconds] = [2, 3, 4, 5].map((index) => BigInt(found[index] ?? 0)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  if (hours > 23n || minutes > 59n || seconds > 59n) {
    return null;
  }
  const fraction = BigInt((found[6] ?? "").padEnd(7, "0"));
  const clock = hours * TICKS_PER_HOUR + minutes * TICKS_PER_MINUTE + seconds * TICKS_PER_SECOND + fraction;
  const ticks = days * TICKS_PER_DAY + clock;
  return found[1] === undefined ? ticks : -ticks;
}

function parseUnit(text: string): bigint | null {
  const found = LITERAL.exec(text);
  const unit = UNITS[found?.[4]?.toLowerCase() ?? ""];
  if (found === null || unit === undefined) {
    return null;
  }
  const fraction = found[3] ?? "";
  const ticks = (BigInt(`${found[2]}${fraction}`) * unit) / 10n ** BigInt(fraction.length);
  return found[1] === undefined ? ticks : -ticks;
}
