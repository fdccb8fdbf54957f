/** The tenant, by the names it goes by in a path. */
import type { EmulatorState } from "../state.ts";
import type { EntraError } from "./entra-errors.ts";
import { refusals } from "./refusals.ts";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a path names this tenant: by its id, or by a domain of its members. */
export function isTenant(name: string, state: EmulatorState): boolean {
  return name.toLowerCase() === state.tenantId.toLowerCase() || domains(state).has(name.toLowerCase());
}

/** Why a name is no tenant that tokens can be asked of. */
export function tenantRefusal(name: string, clientId: string): EntraError {
  if (["common", "organizations", "consumers"].includes(name.toLowerCase())) {
    return refusals.sharedTenant(clientId);
  }
  return GUID.test(name) || /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name)
    ? refusals.noSuchTenant(name)
    : refusals.noTenantName(name);
}

function domains(state: EmulatorState): ReadonlySet<string> {
  const members = state.users.filter(({ userType }) => userType === "Member");
  const named = members.map(({ userPrincipalName }) => userPrincipalName.split("@").at(-1)?.toLowerCase() ?? "");
  return new Set(["contoso.com", "contoso.onmicrosoft.com", ...named.filter(Boolean)]);
}
