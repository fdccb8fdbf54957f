import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ODD_NAMES } from "../../test/support/tenant/documents.ts";
import { parseDocumentName } from "./recorded-name.ts";

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
    ["C:\\Board\\", "Board"],
    ["https://contoso.sharepoint.com/sites/hr/Plan%20B.docx?web=1", "Plan B.docx"],
    ["HTTPS://contoso.sharepoint.com/sites/hr/Plan.docx#page=2", "Plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/100%.docx", "100%.docx"],
    ["https://contoso.sharepoint.com/a%2Fb%5Cplan.docx", "plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/%E2%82%AC%20list.xlsx?a=/b/c.docx", "€ list.xlsx"],
    ["https://contoso.sharepoint.com", "contoso.sharepoint.com"],
    ["file:///C:/Board/minutes.docx", "minutes.docx"],
    ["C%3A%5CUsers%5Cdana%5Cminutes.docx", "minutes.docx"],
    ["https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2FHR%2Fminutes.docx%3Fweb=1", "minutes.docx"],
    ["RE: see C:\\Board\\minutes.docx", "minutes.docx"],
  ])("takes %s apart: %s", (value, name) => {
    expect(parseDocumentName(value)).toEqual({ name, path: value });
  });

  it.each([
    ...ODD_NAMES.filter((name) => name !== "-"),
    "20aab26a-91b2-4e9f-aeee-91183616b700",
    "RE: Q3/Q4 review",
    "Minutes 18/11/2026",
    "mailto:joe",
    "a:b",
    " ",
  ])("leaves %s a name", (value) => {
    expect(parseDocumentName(value)).toEqual({ name: value });
  });

  it.each(["\\", "///", "\\\\ \\"])("finds no name in %j", (value) => {
    expect(parseDocumentName(value)).toEqual({ path: value });
  });

  it("knows nothing of nothing", () => {
    expect(parseDocumentName(undefined)).toEqual({});
  });

  it("never tells a folder: what it calls the name of a path holds no separator", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("\\", "/", ":", "a", ".", "%", "5", "C", " ", "é") }), (value) => {
        const { name, path } = parseDocumentName(value);
        if (path !== undefined && name !== undefined) expect(name).not.toMatch(/[\\/]/);
        if (value.includes("\\")) expect(path).toBe(value);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
