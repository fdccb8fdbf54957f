import type { QueryRefusal } from "../kql/query-outcome.ts";
import type { ApiError } from "../route-tools.ts";
import { badArgument } from "./query-errors.ts";

/** A refused query as the API answers it: the kind of error, and inside it what and where. */
export function refusalError({ code, message, line, pos }: QueryRefusal): ApiError {
  const where = { ...(line === undefined ? {} : { line }), ...(pos === undefined ? {} : { pos }) };
  switch (code) {
    case "SyntaxError":
      return badArgument({
        code,
        message: "A recognition error occurred in the query.",
        innererror: { code: "SYN0002", message, ...where },
      });
    case "SemanticError":
      return badArgument({
        code,
        message: "A semantic error occurred.",
        innererror: { code: "SEM0100", message, ...where },
      });
    case "NotSupported":
      // The real service would run it. The message says so, and the code is none of the service's own.
      return badArgument({ code, message, ...where });
  }
}
