import { GraphError } from "./graph-error.ts";
import { type GraphContext, graphRoute } from "./graph-route.ts";

/** `/me` is somebody, and an application is nobody. */
export function registerMeRoutes(context: GraphContext): void {
  for (const method of ["GET", "POST"] as const) {
    for (const path of ["/me", "/me/*"]) {
      graphRoute(context, {
        method,
        path,
        operation: "user.get",
        roles: [],
        errors: "directory",
        handle: () => {
          throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
        },
      });
    }
  }
}
