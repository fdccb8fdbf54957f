import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import type { Side, SimulationReport } from "../report.ts";
import { HOSTILE, sampleReport, sampleSide } from "../testdata/sample-report.ts";
import { dayBars } from "./day-bars.ts";
import { renderPage } from "./render-page.ts";

const one = sampleReport([sampleSide()]);
const two = sampleReport([sampleSide(), sampleSide({ name: "B", config: "quick.yaml" })]);
const hostile = sampleReport([
  sampleSide({
    config: `${HOSTILE}.yaml`,
    assumptions: [HOSTILE],
    topOwners: [{ owner: HOSTILE, role: "owner", mails: 1, refusals: 1, mostInADay: 1 }],
    heldForAWhile: { [HOSTILE]: 3 },
    logs: { ...sampleSide().logs, troubles: [{ part: HOSTILE, reason: "unreadable", advice: "Look." }] },
  }),
]);
const empty = sampleReport([
  sampleSide({
    mails: { total: 0, owners: 0, perOwnerAndDay: null, days: [], busiestDay: null, busiestHour: null },
    delays: { fromRefusal: null, fromSight: null, histogram: [{ upToSeconds: null, refusals: 0 }] },
    heldForAWhile: {},
    books: { known: 1, told: 0, covered: 0, pending: 0, held: {}, dead: 0, unknown: 0 },
    topOwners: [],
  }),
]);

describe("the page of a simulation", () => {
  it("shows one configuration, or two beside each other", async () => {
    await expect(renderPage(one)).toMatchFileSnapshot("testdata/one.html");
    await expect(renderPage(two)).toMatchFileSnapshot("testdata/two.html");
  });

  it.each<[string, SimulationReport]>([
    ["one configuration", one],
    ["two", two],
    ["hostile names", hostile],
    ["nothing told", empty],
  ])("is valid HTML with %s", async (_what, report) => {
    const validator = new HtmlValidate({ extends: ["html-validate:recommended", "html-validate:a11y"] });
    const { valid, results } = await validator.validateString(renderPage(report));
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
    expect(valid).toBe(true);
  });

  it("keeps a stranger's text a text", () => {
    const page = renderPage(hostile);
    expect(page).not.toMatch(/<script|<img|\u202e/i);
    expect(page).toContain("&lt;script&gt;");
  });

  it("loads nothing, runs nothing, links nowhere, and lets in its own style sheet only", () => {
    const page = renderPage(two);
    expect(page).not.toMatch(/<script|<link|<a |\ssrc=|\shref=|url\(|@import|\sstyle=|\son\w+=/i);
    expect(page).toContain("content=\"default-src 'none'; style-src 'sha256-");
    expect(page.match(/<style>/g)).toHaveLength(1);
  });

  it("says in words what each plot shows, and has a table with every figure beside it", () => {
    const page = renderPage(two);
    const plots = page.match(/<svg /g) ?? [];
    expect(plots).toHaveLength(6);
    expect(page.match(/<title id=/g)).toHaveLength(plots.length);
    expect(page.match(/<desc id=/g)).toHaveLength(plots.length);
    expect(page.match(/<summary>As a table<\/summary>/g)).toHaveLength(3);
    expect(page).toContain("6 mails in all; most, 4, at 2026-10-02.");
    expect(page).toContain('<tr><th scope="row">2026-10-02</th><td>4</td><td>4</td></tr>');
  });

  it("leaves a plot out that would show nothing", () => {
    expect(renderPage(empty)).not.toContain("<svg");
  });

  it("has the same bars for both sides, so that they can be compared", () => {
    const late = sampleSide({ name: "B", mails: { ...sampleSide().mails, days: [{ day: "2026-10-04", mails: 5 }] } });
    expect(dayBars([sampleSide(), late])).toEqual({
      daysABar: 1,
      bars: [
        [1, 4, 1, 0],
        [0, 0, 0, 5],
      ].map((values) => values.map((value, i) => ({ label: `2026-10-0${i + 1}`, value }))),
    });
  });

  it("puts several days into a bar where there are years of them, and loses none", () => {
    const days: Side["mails"]["days"] = [
      { day: "2011-03-01", mails: 1 },
      { day: "2026-10-01", mails: 2 },
      { day: "2199-01-01", mails: 3 },
    ];
    const { daysABar, bars } = dayBars([sampleSide({ mails: { ...sampleSide().mails, days } })]);
    const [first = []] = bars;
    expect(first.length).toBeLessThanOrEqual(92);
    expect(first.reduce((sum, { value }) => sum + value, 0)).toBe(6);
    expect(daysABar).toBe(746);
    expect(first[0]).toEqual({ label: "2011-03-01", value: 1 });
  });
});
