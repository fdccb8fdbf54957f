import { describe, expect, it } from "vitest";
import { CLOUD_NAMES, CLOUDS, type CloudName } from "./clouds.ts";
import { resolveEndpoints } from "./resolve-endpoints.ts";

describe("where Microsoft's services are", () => {
  it.each(CLOUD_NAMES.filter((name): name is Exclude<CloudName, "custom"> => name !== "custom"))(
    "is what the table says for %s, with nothing missing",
    (name) => {
      expect(resolveEndpoints(name, {})).toEqual({ endpoints: CLOUDS[name], missing: [] });
    },
  );

  it("is another host with the cloud's own audience where only the host is given", () => {
    const { endpoints } = resolveEndpoints("usgov", { graph: "https://graph.contoso.com" });

    expect(endpoints.apis.graph).toEqual({
      url: "https://graph.contoso.com",
      version: "v1.0",
      versionIn: "path",
      audience: "https://graph.microsoft.us",
    });
  });

  it("is one Graph for both its versions", () => {
    const { apis } = resolveEndpoints("public", {
      graph: "https://graph.contoso.com",
      graphAudience: "https://audience.contoso.com",
      graphVersion: "v1.1",
      graphBetaVersion: "beta2",
    }).endpoints;

    expect(apis["graph-beta"]).toEqual({ ...apis.graph, version: "beta2" });
    expect(apis.graph).toMatchObject({ url: "https://graph.contoso.com", version: "v1.1" });
  });

  it("is Sentinel's upload API with its version in the query and tokens for Azure Resource Manager", () => {
    expect(resolveEndpoints("china", { sentinelVersion: "2026-01-01" }).endpoints.apis.sentinel).toEqual({
      url: "https://api.ti.sentinel.azure.cn",
      version: "2026-01-01",
      versionIn: "query",
      audience: "https://management.chinacloudapi.cn",
    });
    const { apis } = resolveEndpoints("usgov", {
      sentinel: "https://sentinel.contoso.com",
      sentinelAudience: "https://arm.contoso.com",
    }).endpoints;
    expect(apis.sentinel).toMatchObject({ url: "https://sentinel.contoso.com", audience: "https://arm.contoso.com" });
  });

  it("is, for a cloud of one's own, what is given and nothing of Microsoft's", () => {
    const { endpoints, missing } = resolveEndpoints("custom", {
      login: "https://login.contoso.com",
      graph: "https://graph.contoso.com",
      graphVersion: "beta",
    });

    expect(missing).toEqual(["logAnalytics", "sentinel"]);
    expect(endpoints.apis.graph).toEqual({
      url: "https://graph.contoso.com",
      version: "beta",
      versionIn: "path",
      audience: "https://graph.contoso.com",
    });
    expect(JSON.stringify(endpoints)).not.toContain("microsoft");
  });

  it("is a host's audience of its own where that is given too", () => {
    const { endpoints } = resolveEndpoints("custom", {
      login: "https://localhost:8443",
      logAnalytics: "https://localhost:8443",
      logAnalyticsAudience: "https://api.loganalytics.io",
      logAnalyticsVersion: "v2",
    });

    expect(endpoints.apis["log-analytics"]).toEqual({
      url: "https://localhost:8443",
      version: "v2",
      versionIn: "path",
      audience: "https://api.loganalytics.io",
    });
  });
});
