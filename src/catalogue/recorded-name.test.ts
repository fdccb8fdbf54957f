import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ODD_NAMES } from "../../test/support/tenant/documents.ts";
import { parseDocumentName } from "./recorded-name.ts";

const GUID = "20aab26a-91b2-4e9f-aeee-91183616b700";

describe("parseDocumentName", () => {
  it.each([
    ["C:\\Users\\dana\\Board\\Board minutes.docx", "Board minutes.docx"],
    ["C:/Users/dana/Board minutes.docx", "Board minutes.docx"],
    ["C:\\Reports\\C# notes.docx", "C# notes.docx"],
    ["\\\\files01\\hr$\\REPORT.DOCX", "REPORT.DOCX"],
    ["..\\..\\archive.7z.pfile", "archive.7z.pfile"],
    ["/Users/dana/no_extension", "no_extension"],
    ["~/plan.docx", "plan.docx"],
    ["Shared Documents/HR/plan.docx", "plan.docx"],
    ["Shared Documents/HR/plan", "plan"],
    ["HR/plan.docx", "plan.docx"],
    ["AC/DC contract.docx", "DC contract.docx"],
    ["bundle.zip/plan", "plan"],
    ["contoso.sharepoint.com/hr", "hr"],
    ["Legal /HR", "HR"],
    ["Legal / HR / plan.docx", "plan.docx"],
    ["Red/Green/Blue", "Blue"],
    ["Documents/", "Documents"],
    ["RE: Shared Documents/HR/plan.docx", "plan.docx"],
    ["RE: see C:/Board/minutes", "minutes"],
    ["RE: see /Users/dana/minutes", "minutes"],
    ["see https://contoso.sharepoint.com/sites/hr/Plan", "Plan"],
    ["C:\\Users\\dana\\ Plan.docx ", "Plan.docx"],
    ["C:\\Board\\", "Board"],
    ["https://contoso.sharepoint.com/sites/hr/Plan%20B.docx?web=1", "Plan B.docx"],
    ["HTTPS://contoso.sharepoint.com/sites/hr/Plan.docx#page=2", "Plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/100%.docx", "100%.docx"],
    ["https://contoso.sharepoint.com/a%2Fb%5Cplan.docx", "plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/%E2%82%AC%20list.xlsx?a=/b/c.docx", "€ list.xlsx"],
    ["file:///C:/Board/minutes.docx", "minutes.docx"],
    ["C%3A%5CUsers%5Cdana%5Cminutes.docx", "minutes.docx"],
    ["https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2FHR%2Fminutes.docx%3Fweb=1", "minutes.docx"],
    ["RE: see C:\\Board\\minutes.docx", "minutes.docx"],
    ["\\\\?\\C:\\Users\\dana\\Plan.docx", "Plan.docx"],
    ["\\\\?\\UNC\\files01\\hr$\\Plan.docx", "Plan.docx"],
    ["C:Plan.docx", "Plan.docx"],
    ["C:drafts/Plan.docx", "Plan.docx"],
    ["Macintosh HD:Users:dana:2026:Plan.docx", "Plan.docx"],
    ["/Volumes/Team/Plan.docx/", "Plan.docx"],
    ["C:\\in\\bundle.zip\\Plan.docx", "Plan.docx"],
    ["C:\\in\\bundle.zip|Plan.docx", "Plan.docx"],
    ["/in/bundle.7z!Plan!.docx", "Plan!.docx"],
    ["file://files01/hr/Plan.docx", "Plan.docx"],
    ["file:///C:/Reports/C# notes?.docx", "C# notes?.docx"],
    ["ms-word:ofe|u|https://contoso.sharepoint.com/sites/hr/Plan.docx", "Plan.docx"],
    ["onenote:https://contoso.sharepoint.com/sites/hr/Plan.one", "Plan.one"],
    ["jar:file:///in/bundle.zip!/Plan.docx", "Plan.docx"],
    ["  /Users/dana/Plan.docx", "Plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/Plan%20100%.docx", "Plan 100%.docx"],
    ["https://contoso.sharepoint.com/sites%252Fhr%252FPlan.docx", "Plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/%FF%2FPlan.docx", "Plan.docx"],
    [
      `https://contoso.sharepoint.com/sites/hr/_layouts/15/Doc.aspx?sourcedoc=%7B${GUID}%7D&file=Plan.docx&action=edit`,
      "Plan.docx",
    ],
    [
      `https://contoso.sharepoint.com/:w:/r/sites/hr/_layouts/15/Doc.aspx?sourcedoc=%7B${GUID}%7D&file=A%20b.DOCX`,
      "A b.DOCX",
    ],
    ["https://contoso.sharepoint.com/:x:/r/sites/hr/Shared%20Documents/Plan.xlsx?d=w01&csf=1&web=1", "Plan.xlsx"],
    [
      "https://contoso.sharepoint.com/sites/hr/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Fhr%2FPlan%2E7z&parent=%2Fsites",
      "Plan.7z",
    ],
    [
      "https://contoso.sharepoint.com/sites/hr/_layouts/15/download.aspx?SourceUrl=%2Fsites%2Fhr%2FPlan.docx",
      "Plan.docx",
    ],
    [
      `https://teams.microsoft.com/l/file/${GUID}?fileType=docx&objectUrl=https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Fhr%2FPlan.docx`,
      "Plan.docx",
    ],
    [
      "https://teams.microsoft.com/_#/docx/viewer/teams/https:~2F~2Fcontoso.sharepoint.com~2Fsites~2Fhr~2FPlan%20B.docx?threadId=19:a",
      "Plan B.docx",
    ],
    [
      "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Fhr%2FPlan.docx&data=05",
      "Plan.docx",
    ],
    [
      "https://contoso-my.sharepoint.com/personal/dana_contoso_onmicrosoft_com/Documents/Attachments/Plan.docx",
      "Plan.docx",
    ],
  ])("takes %s apart: %s", (value, name) => {
    expect(parseDocumentName(value)).toEqual({ name, path: value });
  });

  it.each([
    ...ODD_NAMES.filter((name) => name !== "-"),
    GUID,
    "RE: Q3/Q4 review",
    "RE: Q3/Q4/Q5 review",
    "Agenda: HR/IT/Legal",
    "AC/DC contract",
    "Q1/Q2 report",
    "Und/oder",
    "Legal / HR - final.docx",
    "Über/Unter v1.2",
    "Minutes 18/11/2026",
    "mailto:joe",
    "a:b",
    "Standup 10:30:00.docx",
    "Budget: Q3: final.docx",
    "RE:FW:Plan.docx",
    "Report v1.2",
    "message about.rpmsg",
    "...and justice for all.docx",
  ])("leaves %s a name", (value) => {
    expect(parseDocumentName(value)).toEqual({ name: value });
  });

  it.each([
    "\\",
    "///",
    "\\\\ \\",
    "https://contoso.sharepoint.com",
    "https://contoso.sharepoint.com/sites/hr/_layouts/15/Doc.aspx",
    "https://contoso-my.sharepoint.com/:w:/g/personal/dana_contoso_com/EQx7kz?e=4a1b2c",
    "C:\\Temp\\message.rpmsg",
    "D:\\x\\..",
    "D:\\x\\.",
    "D:\\x\\ .. \\",
    "../..",
    "Board/..",
    "https://contoso.sharepoint.com/sites/hr/..",
  ])("finds no name in %j", (value) => {
    expect(parseDocumentName(value)).toEqual({ path: value });
  });

  it.each([undefined, "message.rpmsg", "MESSAGE_V4.RPMSG", "", " ", ".", " .. "])("knows nothing from %j", (value) => {
    expect(parseDocumentName(value)).toEqual({});
  });

  it("leaves the blanks around a name out", () => {
    expect(parseDocumentName(" Plan.docx\t")).toEqual({ name: "Plan.docx" });
  });

  it("never tells a folder: what it calls the name of a path holds no separator", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("\\", "/", ":", "a", ".", "%", "5", "C", " ", "é") }), (value) => {
        const { name, path } = parseDocumentName(value);
        if (path !== undefined && name !== undefined) expect(name).not.toMatch(/[\\/]/);
        expect(name ?? "x").not.toMatch(/^(?:\s*|\.\.?)$|^\s|\s$/);
        if (value.includes("\\")) expect(path).toBe(value);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it("tells no folder of a file, however deep it lies and whatever the folders are called", () => {
    const folder = fc.stringMatching(/^secret[ A-Za-z0-9&+-]{0,8}[a-z]$/);
    const folders = fc.array(folder, { minLength: 1, maxLength: 4 });
    const roots = fc.constantFrom("", "/", "~/", "./", "C:/", "\\\\files01\\", "https://contoso.sharepoint.com/");
    fc.assert(
      fc.property(roots, folders, fc.constantFrom("Plan.docx", "Q3.final.xlsx", "a.7z"), (root, names, file) => {
        expect(parseDocumentName(`${root}${[...names, file].join("/")}`).name).toBe(file);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
