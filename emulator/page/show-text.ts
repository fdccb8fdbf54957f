/**
 * Characters that nobody sees or that turn text around: controls, line and paragraph separators, zero-width and bidirectional format
 * characters, lone surrogates. The joiners U+200C and U+200D stay, as other scripts and emoji are spelled with them.
 */
const UNSEEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text as markup that means it, in content and inside quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text as markup that shows all of it: markup characters escaped, unseen characters replaced by their code points. */
export function showText(text: string): string {
  // A carriage return before a line feed is part of the line break.
  return escapeHtml(text.replaceAll("\r\n", "\n")).replace(
    UNSEEN,
    (character) => `<span class="unseen">${codePoint(character)}</span>`,
  );
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Text for a place that takes no markup, such as a window's title: unseen characters replaced by U+FFFD, cut to a length. */
export function plainText(text: string, most: number): string {
  const plain = text.replace(/\s+/g, " ").replace(UNSEEN, "\ufffd");
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
