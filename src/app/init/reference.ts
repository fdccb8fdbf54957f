/** A secret as the configuration names it: where it is, never what it is. */
export class Reference {
  /** `env:NAME` or `file:PATH`. */
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }

  /** As it stands in the configuration. */
  toString(): string {
    return `\${${this.target}}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The configuration's reader ends a reference at the first `}` and reads none across lines. */
const TARGET = /^(?:env:[^\s}]+|file:[^}\p{Cc}\p{Zl}\p{Zp}]+)$/u;

/** Reads `env:NAME` or `file:PATH`, also as `${env:NAME}`; null for anything else, which may be the secret itself and must not be shown. */
export function readReference(text: string): string | null {
  const target = /^\$\{(.*)\}$/s.exec(text)?.[1] ?? text;
  return TARGET.test(target) ? target : null;
}
