/** The page's only style sheet; the page's policy lets in this one and nothing else. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1d2128; --quiet: #565d68; --ground: #ffffff; --rule: #d5d9df; --a: #2a62a8; --b: #b4530a; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8ec; --quiet: #aab0ba; --ground: #16191e; --rule: #3b414b; --a: #78aef0; --b: #f0a258; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 24px; line-height: 1.3; margin: 0 0 4px; text-wrap: balance; }
h2 { font-size: 18px; margin: 36px 0 8px; }
p { margin: 0 0 8px; }
.lead, figcaption, caption, summary { color: var(--quiet); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 16px 32px; }
figure { margin: 0; max-width: 460px; }
figcaption { font-weight: 600; }
.plot { display: block; width: 100%; height: auto; font-size: 13px; }
.plot text { fill: var(--text); }
.plot .quiet { fill: var(--quiet); }
.plot .axis { stroke: var(--quiet); }
.plot .grid { stroke: var(--rule); }
.plot.a .bar { fill: var(--a); }
.plot.b .bar { fill: var(--b); }
details { margin-top: 8px; }
summary { cursor: pointer; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 0 32px; }
table { width: 100%; border-collapse: collapse; margin: 8px 0 16px; font-size: 15px; table-layout: fixed; }
caption { text-align: start; }
th, td { padding: 4px 8px 4px 0; border-top: 1px solid var(--rule); text-align: start; vertical-align: top; overflow-wrap: anywhere; font-weight: 400; }
td { font-variant-numeric: tabular-nums; }
thead th, thead td { border-top: 0; font-weight: 600; }
tr > :first-child { width: 48%; }
@media (max-width: 480px) { main { padding: 20px 16px; } table { font-size: 14px; } }
@media print { details > * { display: block; } }
`;
