/**
 * The values of the `request-type` column. Only a request for a licence to open a document can be a refusal; everything else a
 * client, an administrator or the tracking site asks for is documented here so that a new type stands out.
 */

/** Requests for a licence to open protected content, from desktops and mobile devices. */
export const LICENCE_REQUESTS: readonly string[] = [
  "AcquireLicense",
  "AcquirePreLicense",
  "BECreateEndUserLicenseV1",
  "FECreateEndUserLicenseV1",
];

/** Documented requests that open nothing. */
export const OTHER_REQUESTS: readonly string[] = [
  // Getting ready to open or protect.
  "Certify",
  "FECreatePublishingLicenseV1",
  "FindServiceLocationsForUser",
  "GetClientLicensorCert",
  "ServerCertify",
  "ServiceDiscoveryForUser",
  // Templates.
  "AcquireTemplateInformation",
  "AcquireTemplates",
  "AddTemplate",
  "BEGetAllTemplatesV1",
  "DeleteTemplateById",
  "ExportTemplateById",
  "FEGetAllTemplates",
  "GetAllTemplates",
  "GetTemplateById",
  "ImportTemplate",
  "UpdateTemplate",
  // Administration.
  "GetConfiguration",
  "GetConnectorAuthorizations",
  "GetTenantFunctionalState",
  "SetUsageLogFeatureState",
  "SetUsageLogStorageAccount",
  // A key the customer manages.
  "KeyVaultDecryptRequest",
  "KeyVaultGetKeyInfoRequest",
  "KeyVaultSignDigest",
  "KMSPDecrypt",
  "KMSPSignDigest",
  // The document tracking site.
  "AllDocsCsv",
  "DocumentEventsCsv",
  "GetAllDocs",
  "GetRecipients",
  "GetSingle",
  "LoadEventsForMap",
  "LoadEventsForSummary",
  "LoadEventsForTimeline",
  "RevokeAccess",
  "SearchUsers",
  "UpdateNotificationSettings",
];

/** Whether a request asks for a licence; undefined if nobody documented it. */
export type RequestLookup = (requestType: string) => "licence" | "other" | undefined;

/** Knows request types, upper and lower case alike. `moreLicences` come from the configuration and win. */
export function requestLookup(moreLicences: readonly string[] = []): RequestLookup {
  const table = new Map<string, "licence" | "other">();
  for (const name of OTHER_REQUESTS) table.set(name.toLowerCase(), "other");
  for (const name of [...LICENCE_REQUESTS, ...moreLicences]) table.set(name.toLowerCase(), "licence");
  return (requestType) => table.get(requestType.toLowerCase());
}
