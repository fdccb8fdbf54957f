/** A decimal number: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The digits that Kusto's 128-bit decimals carry. */
const DIGITS = 34;
const TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a decimal; null if the text is none. */
export function parseDecimal(text: string): Decimal | null {
  const found = TEXT.exec(text.trim());
  if (found === null || (found[2] === "" && (found[3] ?? "") === "")) {
    return null;
  }
  const fraction = found[3] ?? "";
  const units = BigInt(`${found[2] ?? ""}${fraction}`) * (found[1] === "-" ? -1n : 1n);
  return reduce({ units, scale: fraction.length - Number(found[4] ?? "0") });
}

/** A decimal of a long or real; null for what is no finite number. */
export function toDecimal(value: number | bigint): Decimal | null {
  return typeof value === "bigint" ? { units: value, scale: 0 } : parseDecimal(String(value));
}

/** Writes a decimal without an exponent and without needless zeros. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const split = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, split)}.${digits.slice(split)}` : digits;
  return units < 0n ? `-${text}` : text;
}

/** The nearest real number. */
export function decimalToNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

/** Less than 0, 0 or more than 0, as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = align(a, b);
  return reduce({ units: left + right, scale });
}

/** The negation. */
export function negateDecimal({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

/** The product. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return reduce({ units: a.units * b.units, scale: a.scale + b.scale });
}

/** The quotient to 34 digits; null for a division by zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal | null {
  if (b.units === 0n) {
    return null;
  }
  const [left, right] = align(a, b);
  return reduce({ units: (left * 10n ** BigInt(DIGITS)) / right, scale: DIGITS });
}

/** The remainder, with the sign of `a`; null for a division by zero. */
export function remainderOfDecimals(a: Decimal, b: Decimal): Decimal | null {
  if (b.units === 0n) {
    return null;
  }
  const [left, right, scale] = align(a, b);
  return reduce({ units: left % right, scale });
}

function align(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}

function reduce(value: Decimal): Decimal {
  let { units, scale } = value;
  if (scale < 0) {
    units *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units, scale };
}
