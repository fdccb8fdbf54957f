import { describe, expect, it } from "vitest";
import { isConnector, isRightsManagementDomain, isServiceUser } from "./rights-management.ts";

const TENANT = "46538fd5-eec3-4b92-ae6b-b4f23576b5ab";

describe("the service's own identities", () => {
  it.each(["aadrm.com", `${TENANT}.rms.eu.aadrm.com`, `${TENANT}.rms.aadrm.us`, `${TENANT}.rms.AADRM.cn`])(
    "%s is its domain, and its user there is the service",
    (domain) => {
      expect(isRightsManagementDomain(domain)).toBe(true);
      expect(isServiceUser(`MicrosoftRmsOnline@${domain}`)).toBe(true);
      expect(isServiceUser(`adele@${domain}`)).toBe(false);
    },
  );

  it.each([
    "",
    "aadrm.org",
    "notaadrm.us",
    "aadrm.cn.fabrikam.com",
    ".aadrm.com",
    "a..aadrm.com",
    "<b>.aadrm.us",
    "evil@x.aadrm.com",
    `${"a.".repeat(200)}aadrm.com`,
    "a\u212A.aadrm.com",
  ])("%j is not", (domain) => {
    expect(isRightsManagementDomain(domain)).toBe(false);
    expect(isServiceUser(`microsoftrmsonline@${domain}`)).toBe(false);
  });

  it.each([
    ["Aadrm_S-1-7-0", true],
    ["aadrm_s-1-7-0", true],
    ["aadrm_s-1-7-01", false],
    ["xaadrm_s-1-7-0", false],
    ["", false],
  ])("%j is the connector: %s", (identity, is) => {
    expect(isConnector(identity)).toBe(is);
  });
});
