/**
 * What is done to many indicators at once. Sources: Graph's beta pages on `submitTiIndicators`, `deleteTiIndicatorsByExternalId`, and on errors
 * of the security API.
 */
import type { Answer, Call } from "../../route-tools.ts";
import { GraphError } from "../graph-error.ts";
import { contextLink } from "../links.ts";
import { indicatorProblem, observableProblem, readIndicator, readMany } from "./read-ti-indicator.ts";
import { ownIndicators, readJsonBody, type SecurityContext, securityRoute } from "./security-route.ts";
import { writeIndicator } from "./ti-indicator-answer.ts";
import { addIndicator } from "./ti-indicator-routes.ts";

/** Source: the page on the API's limits: so many indicators a request. */
const MOST = 100;

/** How a provider says what became of one of many. */
interface ResultInfo {
  readonly "@odata.type": "#microsoft.graph.resultInfo";
  readonly code: number;
  readonly message: string;
  readonly subCode: string;
}

/** Registers the two actions on many. */
export function registerTiBulkRoutes(context: SecurityContext): void {
  securityRoute(context, {
    method: "POST",
    path: "/tiIndicators/submitTiIndicators",
    operation: "ti-indicator.submit",
    handle: (call) => submit(context, call),
  });
  securityRoute(context, {
    method: "POST",
    path: "/tiIndicators/deleteTiIndicatorsByExternalId",
    operation: "ti-indicator.delete-many",
    handle: (call) => deleteByExternalId(context, call),
  });
}

/** Each is made or refused for itself. An answer is 206 when one was refused; in the place of that one stands why. */
function submit(context: SecurityContext, call: Call): Answer {
  // All are read before one is made: a body that cannot be read makes none.
  const all = some(readMany(readJsonBody(call))).map(readIndicator);
  const mostTaken = call.fault?.name === "partial" ? (call.fault.rows ?? all.length - 1) : all.length;
  let taken = 0;
  const value = all.map((values) => {
    const problem = indicatorProblem(values) ?? observableProblem(values);
    if (problem !== null) return result(400, problem, "InvalidIndicator");
    if (taken >= mostTaken) return result(500, "The provider could not store the indicator.", "ProviderError");
    taken += 1;
    const written = writeIndicator(context.state, addIndicator(context, call, values));
    return { "@odata.type": "#microsoft.graph.tiIndicator", ...written };
  });
  return { status: taken === all.length ? 200 : 206, body: collection(call, "tiIndicator", value) };
}

/** An id that nothing has is no error: what was asked for is so. */
function deleteByExternalId(context: SecurityContext, call: Call): Answer {
  const ids = some(readMany(readJsonBody(call)));
  if (!ids.every((id) => typeof id === "string")) {
    throw new GraphError(400, "BadRequest", "Cannot convert a primitive value to the expected type 'Edm.String'.");
  }
  const value = ids.map((id) => {
    const found = ownIndicators(context, call).filter(({ values }) => values["externalId"] === id);
    for (const one of found) context.state.tiIndicators.splice(context.state.tiIndicators.indexOf(one), 1);
    return found.length > 0 ? result(200, "Deleted.", "") : result(404, "No indicator has this externalId.", "");
  });
  return { status: 200, body: collection(call, "resultInfo", value) };
}

function some(list: readonly unknown[]): readonly unknown[] {
  if (list.length > 0 && list.length <= MOST) return list;
  throw new GraphError(
    400,
    "BadRequest",
    list.length === 0
      ? "The parameter 'value' must hold at least one element."
      : `The parameter 'value' holds ${list.length} elements; the maximum is ${MOST}.`,
  );
}

function result(code: number, message: string, subCode: string): ResultInfo {
  return { "@odata.type": "#microsoft.graph.resultInfo", code, message, subCode };
}

function collection(call: Call, type: string, value: readonly unknown[]): unknown {
  return { "@odata.context": contextLink(call.request, `Collection(microsoft.graph.${type})`), value };
}
