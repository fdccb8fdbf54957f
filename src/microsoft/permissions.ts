import type { ApplicationIdentity, Microsoft } from "./microsoft.ts";

/** Application permissions, by the API that knows them. Application ids: Microsoft's own, the same in every tenant. */
const PERMISSIONS = {
  "Mail.Send": "00000003-0000-0000-c000-000000000000",
  "Mail.ReadWrite": "00000003-0000-0000-c000-000000000000",
  "Mail.Read": "00000003-0000-0000-c000-000000000000",
  "User.Read.All": "00000003-0000-0000-c000-000000000000",
  "GroupMember.Read.All": "00000003-0000-0000-c000-000000000000",
  "ThreatIndicators.ReadWrite.OwnedBy": "00000003-0000-0000-c000-000000000000",
  "Data.Read": "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
} as const;

/** Azure roles, each granted on the workspace. */
const WORKSPACE_ROLES = ["Log Analytics Reader", "Microsoft Sentinel Contributor"] as const;

/** A permission Lockbell may ask for: of Microsoft Graph, of the Log Analytics API (`Data.Read`), or a role on the workspace. */
export type PermissionName = keyof typeof PERMISSIONS | (typeof WORKSPACE_ROLES)[number];

/** To whom, and where, a permission is granted. What is not known, or is not what it should be, the reader must fill in. */
export interface GrantContext {
  readonly identity: Pick<ApplicationIdentity, "clientId" | "objectId">;
  readonly credentials: Microsoft["credentials"];
  /** The workspace's GUID; for roles on it. */
  readonly workspaceId?: string;
}

/**
 * A POSIX shell command line that grants exactly this permission through Azure CLI, in whichever cloud it is signed in to. Ids of roles and
 * of the workspace's resource are looked up by the command itself. Every value is quoted; ids that are no GUIDs are not put in at all.
 */
export function grantCommand(permission: PermissionName, context: GrantContext): string {
  const principal = `principal=$(az ad sp show --id ${quote(principalId(context))} --query id --output tsv)`;
  return isWorkspaceRole(permission)
    ? `${principal} && ${grantWorkspaceRole(permission, context.workspaceId)}`
    : `${principal} && ${grantAppRole(permission, PERMISSIONS[permission])}`;
}

/** An assignment of an application role works for managed identities and registered applications alike; consent in the portal only for the latter. */
function grantAppRole(role: string, application: string): string {
  const roles = `appRoles[?value=='${role}' && contains(allowedMemberTypes, 'Application')].id`;
  return [
    `api=$(az ad sp show --id ${application} --query id --output tsv)`,
    `role=$(az ad sp show --id ${application} --query ${quote(roles)} --output tsv)`,
    'test -n "$principal" && test -n "$api" && test -n "$role"',
    "graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)",
    'az rest --method POST --url "${graph%/}/v1.0/servicePrincipals/$principal/appRoleAssignments"' +
      " --headers Content-Type=application/json" +
      String.raw` --body "{\"principalId\":\"$principal\",\"resourceId\":\"$api\",\"appRoleId\":\"$role\"}"`,
  ].join(" && ");
}

/** Azure Resource Graph finds the workspace in every subscription the reader sees; `az monitor log-analytics` looks in one. */
function grantWorkspaceRole(role: string, workspaceId: string | undefined): string {
  const id = isGuid(workspaceId) ? workspaceId : "<id of the workspace>";
  const query = `resources | where type =~ "microsoft.operationalinsights/workspaces" and tostring(properties.customerId) =~ "${id}" | project id`;
  return [
    "scope=$(az rest --method POST --url '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01'" +
      ` --headers Content-Type=application/json --body ${quote(JSON.stringify({ query }))} --query 'data[].id' --output tsv)`,
    'test -n "$principal" && test -n "$scope"',
    'az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal' +
      ` --role ${quote(role)} --scope "$scope"`,
  ].join(" && ");
}

/** What a token says of us is not proven; anything but a GUID is left to the reader. */
function principalId({ identity, credentials }: GrantContext): string {
  const { objectId, clientId } = identity;
  if (isGuid(objectId)) return objectId;
  if (isGuid(clientId)) return clientId;
  return credentials === "managed-identity" ? "<object id of the managed identity>" : "<client id of the application>";
}

function isWorkspaceRole(permission: PermissionName): permission is (typeof WORKSPACE_ROLES)[number] {
  return WORKSPACE_ROLES.some((role) => role === permission);
}

function isGuid(text: string | null | undefined): text is string {
  return typeof text === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
