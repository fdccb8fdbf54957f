/** The message as its recipients get it: without the Bcc fields of its header. All other bytes stay as they are. */
export function withoutBcc(mime: Buffer): Buffer {
  // One character a byte, so that nothing is decoded and encoded on the way.
  const text = mime.toString("latin1");
  const blank = /\r?\n\r?\n/.exec(text);
  const end = blank === null ? text.length : blank.index + blank[0].length / 2;
  const header = text.slice(0, end).replace(/^bcc[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim, "");
  return Buffer.from(header + text.slice(end), "latin1");
}
