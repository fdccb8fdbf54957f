/** The identities under which Azure Rights Management itself appears in records. No person reads their mail. */

/** The service's domains: worldwide, and the national clouds of the United States and of China. */
const SERVICE_DOMAINS: readonly string[] = ["aadrm.com", "aadrm.us", "aadrm.cn"];
/** A domain name holds no more characters; longer text is never looked at. */
const MAX_DOMAIN_LENGTH = 253;

const SERVICE_USER = "microsoftrmsonline@";
const CONNECTOR = "aadrm_s-1-7-0";

/** Whether a domain, in any case, is one of the service's or below one. */
export function isRightsManagementDomain(domain: string): boolean {
  if (domain.length > MAX_DOMAIN_LENGTH || !/^[a-z0-9.-]+$/i.test(domain)) return false;
  const lower = domain.toLowerCase();
  return SERVICE_DOMAINS.some((ours) => lower === ours || (lower.endsWith(`.${ours}`) && !/^\.|\.\./.test(lower)));
}

/** Whether an identity, in any case, is the connector through which servers of the organisation's own use the service. */
export function isConnector(identity: string): boolean {
  return identity.length === CONNECTOR.length && identity.toLowerCase() === CONNECTOR;
}

/** Whether a user, in any case, is the service itself, which opens documents on behalf of Exchange and SharePoint Online. */
export function isServiceUser(user: string): boolean {
  const start = user.slice(0, SERVICE_USER.length);
  return start.toLowerCase() === SERVICE_USER && isRightsManagementDomain(user.slice(start.length));
}
