import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeniedEvent, FIELD_REACH } from "../event/denied-event.ts";
import { countForbidden, createLeakScan } from "./leak-scan.ts";
import { deniedEvent } from "./testdata/denied-event.ts";

function found(text: string, event: Partial<DeniedEvent>): readonly string[] {
  const scan = createLeakScan([{ where: "text", text }]);
  scan.see(deniedEvent(event));
  return [...new Set(scan.found().map(({ field }) => field))];
}

describe("device names", () => {
  it.each([
    ["PC-042", "seen on pc-042 today"],
    ["PC-042", "report_(PC-042).docx"],
    ["PC-042", "PC&#45;042"],
    ["PC-042", "P\u200BC-042"],
    ["PC-042", "ＰＣ－０４２"],
    ["pc042.corp.contoso.com", "from PC042."],
    ["pc042.corp.contoso.com", "pc042.corp.contoso.com"],
    ["pc042.corp.contoso.com", "pc042[.]corp[.]contoso[.]com"],
    ["CONTOSO\\PC042$", "on pc042"],
    ["Sam\u2019s iPhone", "Sam's\niPhone"],
    ["机器-七", "在机器-七上"],
    ["PC-042", "在PC-042上"],
  ])("%s in %j", (deviceName, text) => {
    expect(found(text, { deviceName })).toEqual(["deviceName"]);
  });

  it.each([
    ["PC-042", "PC-0421 and XPC-042"],
    ["PC-042", "PC 042"],
    ["A", "A plan"],
    ["-", "a - b"],
    ["", "anything"],
  ])("%j is not in %j", (deviceName, text) => {
    expect(found(text, { deviceName })).toEqual([]);
  });
});

describe("paths", () => {
  const local = "C:\\Users\\Sam Smith\\Deals\\Q3 forecast.xlsx";
  const web = "https://contoso.sharepoint.com/sites/Deals%20East/Q3.xlsx?web=1";
  it.each([
    [local, "c:\\users\\sam smith\\deals\\q3 forecast.xlsx"],
    [local, "C:/Users/Sam Smith/Deals/Q3 forecast.xlsx"],
    [local, "file:///C:/Users/Sam%20Smith/Deals/Q3%20forecast.xlsx"],
    [local, "C%3A%5CUsers%5CSam%20Smith%5CDeals%5CQ3%20forecast.xlsx"],
    [local, '"C:\\\\Users\\\\Sam Smith\\\\Deals\\\\Q3 forecast.xlsx"'],
    [local, "in C[:]\\Users\\Sam Smith\\Deals"],
    [local, "C:\\Users\\Sam\n   Smith\\Deals\\other.docx"],
    ["\\\\srv01\\finance\\Q3.xlsx", "[\\\\]srv01\\finance\\Q3.xlsx"],
    ["\\\\srv01\\finance\\Q3.xlsx", "file://srv01/finance/"],
    [web, "contoso.sharepoint.com/sites/deals east"],
    [web, "https[:]//contoso[.]sharepoint[.]com/sites/Deals%20East/Q3.xlsx"],
    ["file:///C:/Temp/x/Q3.docx", "C:\\Temp\\x\\Q3.docx"],
    ["Deals/East/Q3.docx", "see Deals/East."],
  ])("%s in %j", (documentPath, text) => {
    expect(found(text, { documentPath })).toEqual(["documentPath"]);
  });

  it.each([
    ["the last segment", local, "Q3 forecast.xlsx"],
    ["a lone word of it", local, "Deals and Users"],
    ["another folder", local, "C:\\Users\\Sam Smith\\Deals2"],
    ["a path that is only a name", "Q3 forecast.xlsx", "Q3 forecast.xlsx"],
    ["a folder that is a lone word", "Deals\\Q3.docx", "Deals"],
    ["a drive", "C:\\Q3.docx", "C:"],
  ])("not %s", (_case, documentPath, text) => {
    expect(found(text, { documentPath })).toEqual([]);
  });
});

describe("which fields are searched for", () => {
  it("is read from the event's own table", () => {
    const text = "203.0.113.7 PC-042 C:/Users/Sam/x.docx Lisbon WINWORD";
    const event = {
      ipAddress: "203.0.113.7",
      deviceName: "PC-042",
      documentPath: "C:\\Users\\Sam\\x.docx",
      place: "Lisbon",
      client: "WINWORD",
    };
    const searched = Object.keys(FIELD_REACH).filter((field) =>
      /^withheld-/.test(FIELD_REACH[field as keyof DeniedEvent]),
    );
    expect([...found(text, event)].sort()).toEqual(searched.sort());
  });

  it("an address field that holds no address is searched for as it is", () => {
    expect(found("behind proxy-7.fabrikam.example", { ipAddress: "proxy-7.fabrikam.example" })).toEqual(["ipAddress"]);
  });
});

describe("one pass over any number of events", () => {
  it("says each value once, whichever event it came from", () => {
    const scan = createLeakScan([{ where: "text", text: "203.0.113.7 and PC-042" }]);
    for (let n = 0; n < 1_000; n += 1)
      scan.see(deniedEvent({ ipAddress: "203.0.113.7", deviceName: n % 2 === 0 ? "PC-042" : "pc-042" }));
    expect(scan.found().map(({ kind }) => kind)).toEqual(["address", "device"]);
  });

  it("a hundred thousand different events cost a second or two, and are not kept", () => {
    const text = "Somebody could not open a document. ".repeat(1_000);
    const scan = createLeakScan([{ where: "text", text: `${text} 10.1.2.3` }]);
    const started = performance.now();
    for (let n = 0; n < 100_000; n += 1) {
      const ipAddress = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
      scan.see(
        deniedEvent({
          ipAddress,
          deviceName: `PC-${n}`,
          documentPath: `C:\\Users\\user${n}\\Documents\\plan ${n}.docx`,
        }),
      );
    }
    expect(scan.found().map(({ field }) => field)).toEqual(["ipAddress"]);
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it("counts occurrences so that texts can be compared, whatever forms they can be read in", () => {
    const scan = createLeakScan([{ where: "a", text: "PC-042 PC-042" }]);
    scan.see(deniedEvent({ deviceName: "PC-042" }));
    const texts = ["", "pc-042", "PC-042 &amp; PC-042", "PC-042 & PC-042"].map((text) => ({ where: "", text }));
    const [[none, once, decoded, plain] = []] = countForbidden(scan.found(), texts);
    expect(none).toBe(0);
    expect([decoded, plain]).toEqual([2 * (once ?? 0), 2 * (once ?? 0)]);
  });

  it("any device name is found where it stands alone, and any text is searched without a throw", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,20}[A-Za-z0-9]$/);
    fc.assert(
      fc.property(name, fc.string({ unit: "binary" }), (deviceName, noise) => {
        expect(
          found(`${noise.replace(/\p{L}|\p{N}|\p{M}/gu, "")} \u2026 ${deviceName} \u2026`, { deviceName }),
        ).toEqual(["deviceName"]);
        found(noise, { deviceName: noise, documentPath: noise, ipAddress: noise });
      }),
      { seed: 81, numRuns: 1_000 },
    );
  });
});
