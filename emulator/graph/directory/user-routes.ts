import { GraphError } from "../graph-error.ts";
import { directoryNotFound } from "../graph-errors.ts";
import { contextLink } from "../links.ts";
import { readWantsCount } from "../odata/query-options.ts";
import { type DirectoryFilterRules, directoryFilter } from "./directory-filter.ts";
import { directoryPage, listBody } from "./directory-page.ts";
import { type DirectoryContext, directoryRoute, hasConsistencyLevel, isAdvanced } from "./directory-route.ts";
import { USER_ANY, USER_FULL } from "./permissions.ts";
import { managerOf, requiredUser, typed, userShape } from "./user-answer.ts";
import { isDeleted } from "./user-lookup.ts";
import { USER_TYPE } from "./user-type.ts";

/** Properties users are filtered by without an advanced query. Source: Graph's page on the resource type `user`. */
const RULES: DirectoryFilterRules = {
  type: USER_TYPE,
  resource: "User",
  plain: [
    "accountEnabled",
    "city",
    "country",
    "createdDateTime",
    "department",
    "displayName",
    "employeeId",
    "externalUserState",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mailNickname",
    "otherMails",
    "preferredLanguage",
    "proxyAddresses",
    "state",
    "surname",
    "usageLocation",
    "userPrincipalName",
    "userType",
  ],
};

/** Users: one, many, their managers, and those deleted within thirty days. */
export function registerUserRoutes(context: DirectoryContext): void {
  const { state } = context;
  directoryRoute(context, {
    path: "/users/:user",
    operation: "user.get",
    roles: USER_ANY,
    cost: 1,
    body: (call, options) => {
      const { shape, write } = userShape(state, call, options);
      const user = requiredUser(state, call.params["user"] ?? "");
      return { "@odata.context": contextLink(call.request, `${shape}/$entity`), ...write(user) };
    },
  });
  directoryRoute(context, {
    path: "/users",
    operation: "user.list",
    roles: USER_ANY,
    cost: 2,
    body: (call, options) => {
      const { shape, write } = userShape(state, call, options);
      const advanced = isAdvanced(call, options);
      const filter = options.get("filter");
      const passes = filter === undefined ? () => true : directoryFilter(filter, RULES, advanced);
      const users = state.users.filter((user) => !isDeleted(user) && passes(user));
      const { items, next } = directoryPage(call.request, options, users);
      // Without the header `$count` is read and does nothing.
      const count = readWantsCount(options) && hasConsistencyLevel(call) ? users.length : null;
      return listBody(call.request, shape, items.map(write), { next, count });
    },
  });
  directoryRoute(context, {
    path: "/users/:user/manager",
    operation: "user.manager",
    roles: USER_FULL,
    cost: 1,
    body: (call, options) => {
      const { write } = userShape(state, call, options);
      const manager = managerOf(state, requiredUser(state, call.params["user"] ?? ""));
      if (!manager) throw new GraphError(404, "Request_ResourceNotFound", directoryNotFound("manager"));
      return { "@odata.context": contextLink(call.request, "directoryObjects/$entity"), ...typed(write(manager)) };
    },
  });
  directoryRoute(context, {
    path: "/directory/deletedItems/:object",
    operation: "user.get",
    roles: USER_FULL,
    cost: 1,
    body: (call, options) => {
      const id = call.params["object"] ?? "";
      const { write } = userShape(state, call, options);
      const user = state.users.find((deleted) => isDeleted(deleted) && deleted.id.toLowerCase() === id.toLowerCase());
      if (!user) throw new GraphError(404, "Request_ResourceNotFound", directoryNotFound(id));
      return { "@odata.context": contextLink(call.request, "directoryObjects/$entity"), ...typed(write(user)) };
    },
  });
}
