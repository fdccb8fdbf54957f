import type { Call } from "../../route-tools.ts";
import type { DirectoryUser, EmulatorState } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { directoryNotFound } from "../graph-errors.ts";
import { readExpand } from "../odata/expand.ts";
import type { QueryOptions } from "../odata/query-options.ts";
import { readSelect } from "../odata/select.ts";
import { projectObject } from "./directory-object.ts";
import { mayAny, USER_FULL } from "./permissions.ts";
import { findUser, findUserByAddress } from "./user-lookup.ts";
import { USER_BASICS, USER_DEFAULTS, USER_TYPE } from "./user-type.ts";

type Users = Pick<EmulatorState, "users">;

/** How users are written in an answer. */
export interface UserShape {
  /** What `@odata.context` ends with, e.g. `users(id,mail)`. */
  readonly shape: string;
  write(user: DirectoryUser): Record<string, unknown>;
}

/** Reads `$select` and `$expand` of a request for users. Nobody sees more than the caller's permissions show. */
export function userShape(state: Users, call: Call, options: QueryOptions): UserShape {
  const selected = readSelect(options.get("select"), USER_TYPE);
  const visible = mayAny(call.caller?.roles, USER_FULL) ? undefined : USER_BASICS;
  const managerFields = readManagerExpansion(options);
  const shape = `users${selected === null && managerFields === null ? "" : `(${[...(selected ?? []), ...(managerFields === null ? [] : ["manager()"])].join(",")})`}`;
  return {
    shape,
    write(user) {
      const written = projectObject(user, USER_TYPE, selected ?? USER_DEFAULTS, visible);
      if (managerFields === null) return written;
      const manager = managerOf(state, user);
      // A user without a manager has no such property, rather than null.
      if (manager === undefined) return written;
      return { ...written, manager: typed(projectObject(manager, USER_TYPE, managerFields, visible)) };
    },
  };
}

/** The same object, saying that it is a user: what lists of directory objects need. */
export function typed(written: Record<string, unknown>): Record<string, unknown> {
  return { "@odata.type": "#microsoft.graph.user", ...written };
}

/** The user a path names. Throws 404 if there is none. */
export function requiredUser(state: Users, key: string): DirectoryUser {
  const user = findUser(state, key);
  if (!user) throw new GraphError(404, "Request_ResourceNotFound", directoryNotFound(key));
  return user;
}

/** The manager, whom the data names by an address. */
export function managerOf(state: Users, { manager }: DirectoryUser): DirectoryUser | undefined {
  return manager === undefined ? undefined : (findUser(state, manager) ?? findUserByAddress(state, manager));
}

/** What of the manager is wanted: null if nothing. */
function readManagerExpansion(options: QueryOptions): readonly string[] | null {
  const [expansion, ...others] = readExpand(options.get("expand"));
  if (expansion === undefined) return null;
  if (others.length > 0) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Multiple expansions are not supported in a single query.");
  }
  if (expansion.name.toLowerCase() !== "manager") {
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${expansion.name}' on type '${USER_TYPE.name}'.`,
    );
  }
  for (const option of expansion.options.keys()) {
    if (option !== "select") {
      throw new GraphError(501, "NotImplemented", `The expand option '$${option}' is not emulated here.`);
    }
  }
  return readSelect(expansion.options.get("select"), USER_TYPE) ?? USER_DEFAULTS;
}
