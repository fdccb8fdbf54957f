/** Renders a notice: worded once, then laid out twice, as HTML and as text with the same facts. Pure: equal input, equal bytes. */
import { Liquid, type Template } from "liquidjs";
import { htmlOf } from "./html-text.ts";
import { wordsIn } from "./messages/catalogue.ts";
import type { Notice, Presentation, RenderedNotice } from "./notice.ts";
import { viewOf } from "./notice-view.ts";
import { NOTICE_HTML } from "./templates/notice-html.ts";
import { NOTICE_TEXT } from "./templates/notice-text.ts";
import { field, labelColumns, underline, wrap } from "./text-layout.ts";

/**
 * No partials, so no file system; no time limit, because that would make the outcome depend on the clock. A template that names
 * what does not exist fails instead of leaving a gap.
 */
const STRICT = {
  templates: {},
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  parseLimit: 100_000,
  memoryLimit: 50_000_000,
} as const;

const html = new Liquid({ ...STRICT, outputEscape: (value: unknown) => htmlOf(String(value)) });
const text = new Liquid(STRICT);
text.registerFilter("wrap", wrap);
text.registerFilter("field", field);
text.registerFilter("underline", underline);

const htmlTemplate: readonly Template[] = html.parse(NOTICE_HTML);
const textTemplate: readonly Template[] = text.parse(NOTICE_TEXT);

/** The notice in the presentation's language: subject, text twin and HTML twin. */
export function renderNotice(notice: Notice, presentation: Presentation): RenderedNotice {
  const words = wordsIn(presentation.language);
  const view = viewOf(notice, presentation, words);
  const [alignStart, alignEnd] = view.direction === "ltr" ? ["left", "right"] : ["right", "left"];
  const scope = { ...view, labelColumns: labelColumns(Object.values(view.fields)), alignStart, alignEnd };
  return {
    subject: view.subject,
    text: String(text.renderSync([...textTemplate], scope)),
    html: String(html.renderSync([...htmlTemplate], scope)),
  };
}
