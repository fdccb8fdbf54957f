/** Markup that is built piece by piece, in which every value is text unless it was built the same way. */
import { escapeHtml, showText } from "./show-text.ts";

/** A piece of finished markup. Only `html` and `raw` make one, so that text cannot pass for it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What can stand in a template: text and numbers are escaped, lists are joined, `null` and `false` are nothing. */
export type Piece = Html | string | number | null | false | readonly Piece[];

/** Markup with values in it, each escaped: as content and inside double-quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(strings.map((part, i) => (i === 0 ? "" : render(values[i - 1] ?? null)) + part).join(""));
}

/**
 * Text from outside, to be read by a person: escaped, kept apart from the direction of what stands around it, its invisible characters
 * named. What it sets apart itself, by the pair of characters made for that, is set apart. For content only, never inside an attribute.
 */
export function shown(text: string): Html {
  const parts = text.split(/\u2068([^\u2066-\u2069]*)\u2069/);
  return new Html(
    `<bdi>${parts.map((part, i) => (i % 2 === 0 ? showText(part) : `<bdi>${showText(part)}</bdi>`)).join("")}</bdi>`,
  );
}

/** Text from outside with line breaks, as the content of `pre`. */
export function shownLines(text: string): Html {
  return new Html(showText(text));
}

function render(piece: Piece): string {
  if (piece === null || piece === false) {
    return "";
  }
  if (piece instanceof Html) {
    return piece.toString();
  }
  return typeof piece === "object" ? piece.map(render).join("") : escapeHtml(String(piece));
}
