import { coerce } from "../expressions/coerce.ts";
import { type Compiled, combine, constantOf } from "../expressions/compiled.ts";
import { notSupported, semanticError } from "../refusal.ts";
import {
  dateOfTicks,
  datetimeInRange,
  formatByPattern,
  fractionOfTicks,
  makeDatetime,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
  ticksOfMilliseconds,
} from "../values/datetime.ts";
import type { Long } from "../values/values.ts";
import { type CompiledCall, type FunctionDefinition, type FunctionTable, strict } from "./define.ts";

type Unit =
  | "year"
  | "quarter"
  | "month"
  | "week"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "millisecond"
  | "microsecond"
  | "nanosecond";

/** Ticks of the parts of time that are always of one length; a nanosecond is less than a tick. */
const FIXED: Partial<Readonly<Record<Unit, bigint>>> = {
  day: TICKS_PER_DAY,
  hour: TICKS_PER_HOUR,
  minute: TICKS_PER_MINUTE,
  second: TICKS_PER_SECOND,
  millisecond: TICKS_PER_MILLISECOND,
  microsecond: 10n,
};

const MONTHS: Partial<Readonly<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };

/** The functions of datetimes. Weeks begin on Sunday. */
export const DATETIME_FUNCTIONS: FunctionTable = {
  now: ({ environment, arguments: [offset] }) => shift(ticksOfMilliseconds(environment.now), offset, 1n),
  ago: ({ environment, arguments: [offset] }) => shift(ticksOfMilliseconds(environment.now), offset, -1n),
  ingestion_time: ingestionTime,
  datetime_add: strict(["string", "long", "datetime"], (unit, amount, at) => add(unitOf(unit), amount, at)),
  datetime_diff: strict(["string", "datetime", "datetime"], (unit, a, b) => difference(unitOf(unit), a, b)),
  datetime_part: strict(["string", "datetime"], part),
  datepart: strict(["string", "datetime"], part),
  format_datetime: (call) => {
    const [at, pattern] = [argument(call, 0, "datetime"), argument(call, 1, "string")];
    return combine("string", [at, pattern], (row) => {
      const ticks = at.evaluate(row);
      return ticks === null ? "" : format(ticks as bigint, pattern.evaluate(row) as string, call.at);
    });
  },
  make_datetime: strict(["long", "long", "long", "long", "long", "real"], (year, month, day, hour, minute, second) =>
    makeDatetime(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), second ?? 0),
  ),
  make_timespan: strict(["long", "long", "long", "long"], makeTimespan),
  startofday: boundary("day", 0n),
  startofweek: boundary("week", 0n),
  startofmonth: boundary("month", 0n),
  startofyear: boundary("year", 0n),
  endofday: boundary("day", 1n),
  endofweek: boundary("week", 1n),
  endofmonth: boundary("month", 1n),
  endofyear: boundary("year", 1n),
  dayofweek: strict(["datetime"], (at) => BigInt(dateOfTicks(at).getUTCDay()) * TICKS_PER_DAY),
  dayofmonth: strict(["datetime"], (at) => dateOfTicks(at).getUTCDate()),
  dayofyear: strict(["datetime"], (at) => Number((at - startOf("year", at)) / TICKS_PER_DAY) + 1),
  hourofday: strict(["datetime"], (at) => dateOfTicks(at).getUTCHours()),
  monthofyear: strict(["datetime"], (at) => dateOfTicks(at).getUTCMonth() + 1),
  getmonth: strict(["datetime"], (at) => dateOfTicks(at).getUTCMonth() + 1),
  getyear: strict(["datetime"], (at) => dateOfTicks(at).getUTCFullYear()),
  unixtime_seconds_todatetime: strict(["real"], (value) => fromUnix(value * 1000)),
  unixtime_milliseconds_todatetime: strict(["real"], (value) => fromUnix(value)),
  unixtime_microseconds_todatetime: strict(["real"], (value) => fromUnix(value / 1000)),
};

function shift(now: bigint, offset: Compiled | undefined, sign: bigint): Compiled {
  if (offset === undefined) {
    return constantOf("datetime", now);
  }
  return combine("datetime", [offset], (row) => {
    const span = offset.evaluate(row);
    return span === null ? null : datetimeInRange(now + sign * (span as bigint));
  });
}

/** When the row became visible; null for rows that an operator made of several. */
function ingestionTime(): Compiled {
  return {
    type: "datetime",
    evaluate: ({ ingestedAt }) => (ingestedAt === null ? null : ticksOfMilliseconds(ingestedAt)),
    constant: undefined,
  };
}

function argument(call: CompiledCall, index: number, type: "datetime" | "string"): Compiled {
  const part = call.arguments[index];
  if (part === undefined) {
    throw notSupported(`'${call.name}' with ${call.arguments.length} arguments`, call.at);
  }
  return coerce(part, type);
}

function format(ticks: bigint, pattern: string, at: number): string {
  const text = formatByPattern(ticks, pattern);
  if (text === null) {
    throw notSupported(`the format '${pattern}'`, at);
  }
  return text;
}

function unitOf(name: string): Unit {
  const unit = name.toLowerCase();
  if (unit in FIXED || unit in MONTHS || unit === "week" || unit === "nanosecond") {
    return unit as Unit;
  }
  throw semanticError(`'${name}' is not a period of time.`);
}

function add(unit: Unit, amount: Long, at: bigint): bigint | null {
  const months = MONTHS[unit];
  if (months !== undefined) {
    return addMonths(at, Number(amount) * months);
  }
  if (unit === "nanosecond") {
    return datetimeInRange(at + BigInt(amount) / 100n);
  }
  return datetimeInRange(at + BigInt(amount) * (FIXED[unit] ?? 7n * TICKS_PER_DAY));
}

/** The same day and time in another month, or the month's last day where it is shorter. */
function addMonths(at: bigint, months: number): bigint | null {
  const date = dateOfTicks(at);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const [year, index] = [Math.floor(month / 12), month % 12];
  const last = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const day = makeDatetime(year, index + 1, Math.min(date.getUTCDate(), last));
  return day === null ? null : day + (at % TICKS_PER_DAY);
}

/** How many bounds of a period lie between two datetimes. */
function difference(unit: Unit, a: bigint, b: bigint): Long {
  const months = MONTHS[unit];
  if (months !== undefined) {
    return Math.floor(monthOf(a) / months) - Math.floor(monthOf(b) / months);
  }
  if (unit === "nanosecond") {
    return Number((a - b) * 100n);
  }
  const length = FIXED[unit];
  return length === undefined
    ? Number((startOf("week", a) - startOf("week", b)) / (7n * TICKS_PER_DAY))
    : Number(a / length - b / length);
}

function monthOf(at: bigint): number {
  return dateOfTicks(at).getUTCFullYear() * 12 + dateOfTicks(at).getUTCMonth();
}

function startOf(unit: "year" | "month" | "week" | "day", at: bigint): bigint {
  const date = dateOfTicks(at);
  const day = at - (at % TICKS_PER_DAY);
  switch (unit) {
    case "day":
      return day;
    case "week":
      return day - BigInt(date.getUTCDay()) * TICKS_PER_DAY;
    case "month":
      return day - BigInt(date.getUTCDate() - 1) * TICKS_PER_DAY;
    case "year":
      return makeDatetime(date.getUTCFullYear(), 1, 1) ?? day;
  }
}

/** The start of a period, moved by periods, or the last tick of it. */
function boundary(unit: "year" | "month" | "week" | "day", after: 0n | 1n): FunctionDefinition {
  return strict(["datetime", "long"], (at, offset) => {
    const start = startOf(unit, at);
    const moved = add(unit, BigInt(offset ?? 0) + after, start);
    return moved === null ? null : moved - after;
  });
}

function part(name: string, at: bigint): Long {
  const date = dateOfTicks(at);
  switch (name.toLowerCase()) {
    case "year":
      return date.getUTCFullYear();
    case "quarter":
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "dayofyear":
      return Number((at - startOf("year", at)) / TICKS_PER_DAY) + 1;
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "second":
      return date.getUTCSeconds();
    case "millisecond":
      return Math.floor(fractionOfTicks(at) / 10_000);
    case "microsecond":
      return Math.floor(fractionOfTicks(at) / 10);
    case "nanosecond":
      return fractionOfTicks(at) * 100;
    default:
      throw notSupported(`the part '${name}' of a datetime`);
  }
}

function makeTimespan(first: Long, second: Long, third?: Long, fourth?: Long): bigint {
  const given = [first, second, third, fourth].filter((value) => value !== undefined).map(BigInt);
  const [days, hours, minutes, seconds] = given.length === 4 ? given : [0n, ...given, 0n];
  return (
    (days ?? 0n) * TICKS_PER_DAY +
    (hours ?? 0n) * TICKS_PER_HOUR +
    (minutes ?? 0n) * TICKS_PER_MINUTE +
    (seconds ?? 0n) * TICKS_PER_SECOND
  );
}

function fromUnix(milliseconds: number): bigint | null {
  return Number.isFinite(milliseconds) ? datetimeInRange(ticksOfMilliseconds(milliseconds)) : null;
}
