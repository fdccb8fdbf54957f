/**
 * The HTML twin. What mail programs allow decides its form: tables and inline styles for classic Outlook, no colour of its own for text
 * and no background, so that light, dark and inverted themes all keep the contrast their reader chose. Nothing is loaded and nothing links.
 */
const FONT = "font-family:'Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,'Helvetica Neue',Arial,sans-serif";
/** Lines that are seen on white and on black. Where a style sheet is honoured they become fainter. */
const RULE = "#9aa1ab";
const ACCENT = "#4c82c9";
const CELL_BARE = `padding:9px 0;border-top:1px solid ${RULE};vertical-align:top;overflow-wrap:anywhere;word-break:break-word`;
const CELL = `${CELL_BARE};text-align:{{ alignStart }}`;
const LABEL = `${CELL};width:92px;padding-{{ alignEnd }}:16px;font-weight:400`;
/** Below when and how often: a sentence, which needs the width of both. */
const RESULT = "padding:0 0 9px;vertical-align:top;font-size:14px;line-height:20px";
const HEAD = "padding:0 0 8px;font-size:14px;line-height:20px;font-weight:400";
const H2 = "margin:28px 0 4px;font-size:16px;line-height:24px;font-weight:600";
const P = "margin:0 0 6px";

export const NOTICE_HTML = `<!DOCTYPE html>
<html lang="{{ language }}" dir="{{ direction }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>{{ heading }}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
.quiet { color: #575d66; }
.rule { border-color: #d3d7dd !important; }
@media (prefers-color-scheme: dark) { .quiet { color: #b3b9c2; } .rule { border-color: #454b54 !important; } }
@media (max-width: 480px) { .page { padding: 20px 16px !important; } }
</style>
</head>
<body style="margin:0;padding:0">
<main>
<table role="presentation" style="width:600px;max-width:100%;margin:0 auto;border-collapse:collapse;table-layout:fixed">
<tbody><tr><td class="page" style="padding:32px 24px;${FONT};font-size:16px;line-height:24px;text-align:{{ alignStart }};overflow-wrap:anywhere">
<p class="quiet" style="margin:0 0 20px;font-size:14px;line-height:20px">{{ brand }}</p>
{%- if banner %}
<p style="margin:0 0 20px;padding:8px 12px;border:2px solid ${RULE};font-weight:600">{{ banner }}</p>
{%- endif %}
<h1 style="margin:0 0 12px;padding:0;font-size:22px;line-height:30px;font-weight:600;text-wrap:balance">{{ heading }}</h1>
<p style="margin:0 0 24px;padding-{{ alignStart }}:12px;border-{{ alignStart }}:4px solid ${ACCENT}">{{ lead }}</p>
{%- if isSingle %}
<table class="rule" style="width:100%;border-collapse:collapse;border-bottom:1px solid ${RULE};table-layout:fixed">
<tbody>
{%- for document in documents %}
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.document }}</th><td class="rule" style="${CELL};font-weight:600">{{ document.name }}</td></tr>
{%- if document.label %}
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.label }}</th><td class="rule" style="${CELL}">{{ document.label }}</td></tr>
{%- endif %}
{%- if document.protectedOn %}
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.protected }}</th><td class="rule" style="${CELL}">{{ document.protectedOn }}</td></tr>
{%- endif %}
{%- for entry in document.entries %}
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.who }}</th><td class="rule" style="${CELL}">{{ entry.who }}{% if entry.standing %}<br><span class="quiet">({{ entry.standing }})</span>{% endif %}</td></tr>
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.when }}</th><td class="rule" style="${CELL}">{{ entry.when }}</td></tr>
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.attempts }}</th><td class="rule" style="${CELL}">{{ entry.attempts }}</td></tr>
<tr><th scope="row" class="quiet rule" style="${LABEL}">{{ fields.result }}</th><td class="rule" style="${CELL}">{{ entry.result }}</td></tr>
{%- endfor %}
{%- endfor %}
</tbody>
</table>
{%- else %}
<table class="rule" style="width:100%;border-collapse:collapse;border-bottom:1px solid ${RULE};table-layout:fixed">
<caption class="quiet" style="padding:0 0 8px;text-align:{{ alignStart }};font-size:14px;line-height:20px">{{ caption }}</caption>
<thead>
<tr>
<th scope="col" class="quiet" style="${HEAD};padding-{{ alignEnd }}:12px;text-align:{{ alignStart }};width:40%">{{ fields.who }}</th>
<th scope="col" class="quiet" style="${HEAD};padding-{{ alignEnd }}:12px;text-align:{{ alignStart }}">{{ fields.when }}</th>
<th scope="col" class="quiet" style="${HEAD};text-align:{{ alignEnd }};width:62px">{{ fields.attempts }}</th>
</tr>
</thead>
{%- for document in documents %}
<tbody>
<tr><th scope="rowgroup" colspan="3" class="rule" style="${CELL};border-top:2px solid ${RULE};padding-top:14px;font-weight:600">{{ document.name }}
{%- if document.label %}<br><span class="quiet" style="font-size:14px;line-height:20px;font-weight:400">{{ fields.label }}: {{ document.label }}</span>{% endif %}
{%- if document.protectedOn %}<br><span class="quiet" style="font-size:14px;line-height:20px;font-weight:400">{{ fields.protected }}: {{ document.protectedOn }}</span>{% endif %}</th></tr>
{%- for entry in document.entries %}
<tr>
<th scope="row" rowspan="2" class="rule" style="${CELL};padding-{{ alignEnd }}:12px;font-weight:400">{{ entry.who }}{% if entry.standing %}<br><span class="quiet" style="font-size:14px;line-height:20px">({{ entry.standing }})</span>{% endif %}</th>
<td class="rule" style="${CELL};padding-bottom:0;padding-{{ alignEnd }}:12px">{{ entry.when }}</td>
<td class="rule" style="${CELL_BARE};padding-bottom:0;text-align:{{ alignEnd }}">{{ entry.attempts }}</td>
</tr>
<tr><td colspan="2" class="quiet" style="${RESULT};text-align:{{ alignStart }}">{{ entry.result }}</td></tr>
{%- endfor %}
</tbody>
{%- endfor %}
</table>
{%- endif %}
{%- for remark in remarks %}
<p style="margin:12px 0 0">{{ remark }}</p>
{%- endfor %}
{%- for section in sections %}
<h2 style="${H2}">{{ section.heading }}</h2>
{%- for sentence in section.sentences %}
<p style="${P}">{{ sentence }}</p>
{%- endfor %}
{%- endfor %}
<p class="quiet rule" style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid ${RULE};font-size:14px;line-height:20px">
{%- for line in signature %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor -%}
</p>
</td></tr></tbody>
</table>
</main>
</body>
</html>
`;
