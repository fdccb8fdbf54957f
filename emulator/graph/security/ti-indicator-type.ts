/** The entity type `tiIndicator`. Sources: Graph's beta page on the resource type, and the interface in Microsoft's package of beta types. */
import type { DirectoryType } from "../directory/directory-object.ts";
import { type PropertyKind, propertyMap } from "../directory/user-type.ts";
import type { SelectableType } from "../odata/select.ts";

const PROPERTIES: readonly (readonly [PropertyKind, string])[] = [
  [
    "text",
    "action additionalInformation azureTenantId description diamondModel domainName emailEncoding emailLanguage",
  ],
  ["text", "emailRecipient emailSenderAddress emailSenderName emailSourceDomain emailSourceIpAddress emailSubject"],
  ["text", "emailXMailer externalId fileHashType fileHashValue fileMutexName fileName filePacker filePath fileType id"],
  ["text", "knownFalsePositives networkCidrBlock networkDestinationCidrBlock networkDestinationIPv4"],
  ["text", "networkDestinationIPv6 networkIPv4 networkIPv6 networkSourceCidrBlock networkSourceIPv4 networkSourceIPv6"],
  ["text", "targetProduct threatType tlpLevel url userAgent"],
  ["texts", "activityGroupNames killChain malwareFamilyNames tags"],
  ["flag", "isActive passiveOnly"],
  ["time", "expirationDateTime fileCompileDateTime fileCreatedDateTime ingestedDateTime lastReportedDateTime"],
  ["number", "confidence fileSize networkDestinationAsn networkDestinationPort networkPort networkProtocol"],
  ["number", "networkSourceAsn networkSourcePort severity"],
];

/** The type, with every property and its kind. */
export const TI_INDICATOR_TYPE: DirectoryType & SelectableType = {
  name: "microsoft.graph.tiIndicator",
  unknownCode: "BadRequest",
  properties: propertyMap(PROPERTIES),
};

/** Properties whose type is an enumeration: a word that is none of it cannot be read at all. */
export const ENUMERATIONS: Readonly<Record<string, readonly string[]>> = {
  action: ["unknown", "allow", "block", "alert", "unknownFutureValue"],
  diamondModel: ["unknown", "adversary", "capability", "infrastructure", "victim", "unknownFutureValue"],
  fileHashType: [
    ...["unknown", "sha1", "sha256", "md5", "authenticodeHash256", "lsHash", "ctph", "unknownFutureValue"],
  ],
  tlpLevel: ["unknown", "white", "green", "amber", "red", "unknownFutureValue"],
};

/** Texts of which only some are taken. */
export const VOCABULARIES: Readonly<Record<string, readonly string[]>> = {
  targetProduct: ["Azure Sentinel", "Microsoft Defender ATP"],
  threatType: [
    ...["Botnet", "C2", "CryptoMining", "Darknet", "DDoS", "MaliciousUrl", "Malware", "Phishing", "Proxy", "PUA"],
    "WatchList",
  ],
};

/** What an indicator must have when it is made. */
export const REQUIRED: readonly string[] = [
  ...["action", "description", "expirationDateTime", "targetProduct", "threatType", "tlpLevel"],
];

/** What a change must repeat. */
export const REQUIRED_ON_UPDATE: readonly string[] = ["expirationDateTime", "targetProduct"];

/** Given by the service alone. */
export const STAMPED: readonly string[] = ["id", "azureTenantId", "ingestedDateTime"];

/** What can be seen of the world: an indicator has one of these at least. */
export const OBSERVABLES: readonly string[] = [...TI_INDICATOR_TYPE.properties.keys()].filter(
  (name) => /^(?:email|file|network)/.test(name) || ["domainName", "url", "userAgent"].includes(name),
);

/** What Defender can look for: a file's hash needs its type too. */
export const DEFENDER_OBSERVABLES: readonly string[] = [
  ...["domainName", "url", "networkDestinationIPv4", "networkDestinationIPv6", "fileHashValue"],
];
