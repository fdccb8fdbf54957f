/** The applications that a new emulator knows. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Application } from "./state.ts";

const GRAPH_ROLES = [
  ...["Mail.Send", "Mail.ReadWrite", "Mail.Read", "User.Read.All", "GroupMember.Read.All"],
  "ThreatIndicators.ReadWrite.OwnedBy",
];

/** An application registration with a new secret, and a managed identity; both may do all that Lockbell asks for. */
export function defaultApplications(): Application[] {
  return [
    { ...application("Lockbell"), secrets: [`${randomBytes(24).toString("base64url")}~emulator`], managed: false },
    { ...application("Lockbell (managed identity)"), managed: true },
  ];
}

function application(displayName: string): Application {
  return {
    clientId: randomUUID(),
    objectId: randomUUID(),
    displayName,
    secrets: [],
    certificates: [],
    federations: [],
    roles: { graph: [...GRAPH_ROLES], logAnalytics: ["Data.Read"] },
    exchangeRoles: [],
    workspaceRoles: ["Log Analytics Reader", "Microsoft Sentinel Contributor"],
    managed: false,
  };
}
