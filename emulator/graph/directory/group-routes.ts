import type { Call } from "../../route-tools.ts";
import type { DirectoryGroup, DirectoryUser, EmulatorState } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { directoryNotFound } from "../graph-errors.ts";
import { contextLink } from "../links.ts";
import { type QueryOptions, readWantsCount, refuseOptions } from "../odata/query-options.ts";
import { readSelect } from "../odata/select.ts";
import { type DirectoryFilterRules, directoryFilter } from "./directory-filter.ts";
import { projectObject } from "./directory-object.ts";
import { directoryPage, listBody } from "./directory-page.ts";
import { type DirectoryContext, directoryRoute, hasConsistencyLevel, isAdvanced } from "./directory-route.ts";
import { GROUP_DEFAULTS, GROUP_TYPE } from "./group-type.ts";
import { GROUP_ANY, mayAny, USER_ANY, USER_FULL } from "./permissions.ts";
import { typed } from "./user-answer.ts";
import { groupUsers } from "./user-lookup.ts";
import { USER_BASICS, USER_DEFAULTS, USER_TYPE } from "./user-type.ts";

/** Properties groups are filtered by without an advanced query. Source: Graph's page on the resource type `group`. */
const RULES: DirectoryFilterRules = {
  type: GROUP_TYPE,
  resource: "Group",
  plain: [
    "createdDateTime",
    "displayName",
    "groupTypes",
    "id",
    "mail",
    "mailEnabled",
    "mailNickname",
    "onPremisesSyncEnabled",
    "proxyAddresses",
    "securityEnabled",
  ],
};

/** Groups, their members and their owners. */
export function registerGroupRoutes(context: DirectoryContext): void {
  const { state } = context;
  directoryRoute(context, {
    path: "/groups",
    operation: "group.list",
    roles: GROUP_ANY,
    cost: 3,
    body: (call, options) => {
      refuseOptions(options, ["expand"]);
      const selected = readSelect(options.get("select"), GROUP_TYPE);
      const filter = options.get("filter");
      const passes = filter === undefined ? () => true : directoryFilter(filter, RULES, isAdvanced(call, options));
      const groups = state.groups.map(withProxies).filter((group) => passes(group));
      const { items, next } = directoryPage(call.request, options, groups);
      const count = readWantsCount(options) && hasConsistencyLevel(call) ? groups.length : null;
      const shape = `groups${selected === null ? "" : `(${selected.join(",")})`}`;
      const value = items.map((group) => projectObject(group, GROUP_TYPE, selected ?? GROUP_DEFAULTS));
      return listBody(call.request, shape, value, { next, count });
    },
  });
  directoryRoute(context, {
    path: "/groups/:group",
    operation: "group.list",
    roles: GROUP_ANY,
    cost: 1,
    body: (call, options) => {
      refuseOptions(options, ["expand"]);
      const selected = readSelect(options.get("select"), GROUP_TYPE);
      const group = withProxies(requiredGroup(state, call.params["group"] ?? ""));
      return {
        "@odata.context": contextLink(call.request, "groups/$entity"),
        ...projectObject(group, GROUP_TYPE, selected ?? GROUP_DEFAULTS),
      };
    },
  });
  for (const relation of ["members", "owners"] as const) {
    directoryRoute(context, {
      path: `/groups/:group/${relation}`,
      operation: `group.${relation}`,
      roles: GROUP_ANY,
      cost: 3,
      body: (call, options) => {
        refuseOptions(options, ["filter", "expand"]);
        const write = memberShape(call, options);
        const group = requiredGroup(state, call.params["group"] ?? "");
        const { items, next } = directoryPage(call.request, options, groupUsers(state, group, relation));
        return listBody(call.request, "directoryObjects", items.map(write), { next });
      },
    });
  }
}

/**
 * Who may read groups but not users is told of each member that there is one, and nothing else: every other property is null. Source:
 * Graph's page on permissions, "Limited information returned for inaccessible member objects".
 */
function memberShape(call: Call, options: QueryOptions): (user: DirectoryUser) => Record<string, unknown> {
  const type = { ...USER_TYPE, name: "microsoft.graph.directoryObject" };
  const wanted = readSelect(options.get("select"), type) ?? USER_DEFAULTS;
  const roles = call.caller?.roles;
  if (!mayAny(roles, USER_ANY)) {
    return ({ id }) =>
      typed(Object.fromEntries([["id", id], ...wanted.filter((name) => name !== "id").map((name) => [name, null])]));
  }
  const visible = mayAny(roles, USER_FULL) ? undefined : USER_BASICS;
  return (user) => typed(projectObject(user, USER_TYPE, wanted, visible));
}

/** A group's proxies, which the data may leave out: its mail address is one. */
function withProxies(group: DirectoryGroup): DirectoryGroup {
  if (group["proxyAddresses"] !== undefined || group.mail === null) return group;
  return { ...group, proxyAddresses: [`SMTP:${group.mail}`] };
}

/** A group is found by its id; a text that is no id is a different error. */
function requiredGroup(state: EmulatorState, key: string): DirectoryGroup {
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(key)) {
    throw new GraphError(400, "Request_BadRequest", `Invalid object identifier '${key}'.`);
  }
  const group = state.groups.find(({ id }) => id.toLowerCase() === key.toLowerCase());
  if (!group) throw new GraphError(404, "Request_ResourceNotFound", directoryNotFound(key));
  return group;
}
