/** The addresses under which Azure Rights Management itself appears in records: no person reads them, and no person is refused by them. */

/** The service's domains: worldwide and the two national clouds. Every address of the service is in one of them or below it. */
const SERVICE_DOMAINS: readonly string[] = ["aadrm.com", "aadrm.us", "aadrm.cn"];

/** How the service's connector names itself. */
const CONNECTOR = "aadrm_s-1-7-0";

/** As whom the service opens documents on behalf of Exchange and SharePoint Online. */
const SERVICE_USER = "microsoftrmsonline";

/** Whether a domain, in any case, is the service's in some cloud, or below it. */
export function isRightsManagementDomain(domain: string): boolean {
  const lower = domain.toLowerCase();
  return SERVICE_DOMAINS.some((ours) => lower === ours || lower.endsWith(`.${ours}`));
}

/** Whether a recorded identity, in any case, is the connector, with or without a domain behind it. */
export function isConnector(identity: string): boolean {
  const [name] = identity.slice(0, CONNECTOR.length + 1).split("@", 1);
  return name?.toLowerCase() === CONNECTOR;
}

/** Whether a recorded user, in any case, is one of the parts of the service that open documents on everybody's behalf. */
export function isServiceUser(user: string): boolean {
  if (user.length === CONNECTOR.length) return isConnector(user);
  const name = user.slice(0, SERVICE_USER.length + 1).toLowerCase();
  return name === `${SERVICE_USER}@` && isRightsManagementDomain(user.slice(name.length));
}
