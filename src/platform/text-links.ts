/**
 * Mail programs make links of whatever looks like one, also in plain text: a document named after a web site would become a
 * door into a message that promises to hold none. What could be taken for a link is therefore shown broken, as analysts write it:
 * `http[:]//`, `evil[.]example`, `sam[@]example`. No list of top-level domains is kept, because it would be out of date at once.
 */

/** File endings that are no top-level domain; the dot before them stays, so that ordinary names look ordinary. */
const FILE_ENDINGS = new Set(
  (
    "accdb bmp csv dib doc docm docx dotm dotx dwg dxf eml emf epub gif htm html jpeg jpg jpe jfif json key log mdb mpp msg numbers " +
    "odg odp ods odt onetoc ost pages pbmp pcsv pdf pfile pgif pjpg pjpeg png pot potm potx ppdf ppng pps ppsm ppsx ppt ptif ptiff ptxt pptm pptx " +
    "pst pxml rar rpmsg rtf svg tab tar tif tiff tsv txt url vdx vsd vsdm vsdx vss vst wav webp wmf wmv xla xlam xls xlsb xlsm xlsx xlt xltm xltx xml " +
    "xps yaml yml"
  ).split(" "),
);

/** A colon after a letter with something right behind it: `http://`, `mailto:a`, `javascript:x`, but not `RE: budget` or `10:30`. */
const SCHEME = /(?<=\p{L}[\p{L}\p{N}+.-]{0,30}):(?=\S)/gu;
/** A share on a server, which some programs open like a link. */
const SHARE = /\\\\(?=[^\s\]])/g;
const MAILBOX = /(?<=\S)@(?=[^\s\]])/gu;
const DOTTED = /(?<=[\p{L}\p{N}\p{M}_-])([.\u3002\uFF0E\uFF61])(?=([\p{L}\p{N}\p{M}_-]+))/gu;
const FOUR_NUMBERS = /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])/g;

/** Shows broken whatever a mail program could turn into a link. Readable, and unchanged by a second pass. */
export function breakLinks(text: string): string {
  return text
    .replace(FOUR_NUMBERS, "$1[.]$2[.]$3[.]$4")
    .replace(DOTTED, (dot, _same: string, label: string) => (isHarmlessDot(label) ? dot : "[.]"))
    .replace(/\bwww\.(?=\S)/giu, (match) => `${match.slice(0, 3)}[.]`)
    .replace(MAILBOX, "[@]")
    .replace(SCHEME, "[:]")
    .replace(SHARE, "[\\\\]");
}

/** A dot before a file ending, a number or a single letter begins no domain. */
function isHarmlessDot(label: string): boolean {
  const lower = label.toLowerCase();
  if (lower.startsWith("xn--")) return false;
  const first = lower.split(/[-_]/, 1)[0] ?? "";
  return FILE_ENDINGS.has(first) || /\d/.test(first) || [...first].length < 2;
}
