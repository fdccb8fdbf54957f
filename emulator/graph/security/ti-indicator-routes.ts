/** `/beta/security/tiIndicators`, one at a time. Sources: Graph's beta pages on creating, listing, getting, updating and deleting a tiIndicator. */
import { randomUUID } from "node:crypto";
import type { Call } from "../../route-tools.ts";
import type { TiIndicator } from "../../state.ts";
import { directoryPage, listBody } from "../directory/directory-page.ts";
import { GraphError } from "../graph-error.ts";
import { contextLink } from "../links.ts";
import { readQueryOptions, refuseOptions } from "../odata/query-options.ts";
import { readSelect } from "../odata/select.ts";
import { type IndicatorValues, indicatorProblem, observableProblem, readIndicator } from "./read-ti-indicator.ts";
import { ownIndicators, readJsonBody, type SecurityContext, securityRoute } from "./security-route.ts";
import { withoutStamps, writeIndicator } from "./ti-indicator-answer.ts";
import { indicatorFilter } from "./ti-indicator-filter.ts";
import { REQUIRED_ON_UPDATE, TI_INDICATOR_TYPE } from "./ti-indicator-type.ts";

const SHAPE = "security/tiIndicators";

/** Registers what is done to one indicator, and the list of all. */
export function registerTiIndicatorRoutes(context: SecurityContext): void {
  const { state } = context;
  securityRoute(context, {
    method: "GET",
    path: "/tiIndicators",
    operation: "ti-indicator.list",
    handle: (call) => ({ status: 200, body: list(context, call) }),
  });
  securityRoute(context, {
    method: "POST",
    path: "/tiIndicators",
    operation: "ti-indicator.create",
    handle: (call) => {
      const values = readIndicator(readJsonBody(call));
      const problem = indicatorProblem(values) ?? observableProblem(values);
      if (problem !== null) throw new GraphError(400, "BadRequest", problem);
      const made = addIndicator(context, call, values);
      return {
        status: 201,
        body: {
          "@odata.context": contextLink(call.request, `${SHAPE}/$entity`),
          ...writeIndicator(state, made),
        },
      };
    },
  });
  securityRoute(context, {
    method: "GET",
    path: "/tiIndicators/:indicator",
    operation: "ti-indicator.list",
    handle: (call) => ({
      status: 200,
      body: {
        "@odata.context": contextLink(call.request, `${SHAPE}/$entity`),
        ...writeIndicator(state, required(context, call)),
      },
    }),
  });
  securityRoute(context, {
    method: "PATCH",
    path: "/tiIndicators/:indicator",
    operation: "ti-indicator.update",
    handle: (call) => update(context, call),
  });
  securityRoute(context, {
    method: "DELETE",
    path: "/tiIndicators/:indicator",
    operation: "ti-indicator.delete",
    handle: (call) => {
      state.tiIndicators.splice(state.tiIndicators.indexOf(required(context, call)), 1);
      return { status: 204 };
    },
  });
}

/** Makes an indicator. Nothing is looked up: the same `externalId` twice makes two. */
export function addIndicator({ state }: SecurityContext, { caller }: Call, values: IndicatorValues): TiIndicator {
  const made: TiIndicator = {
    id: randomUUID(),
    ownedBy: caller?.application.clientId ?? "",
    ingestedAt: state.now(),
    values: withoutStamps(values),
  };
  state.tiIndicators.push(made);
  return made;
}

function list(context: SecurityContext, call: Call): unknown {
  const options = readQueryOptions(call.search);
  refuseOptions(options, ["search", "orderby", "expand", "count"]);
  const selected = readSelect(options.get("select"), TI_INDICATOR_TYPE);
  const filter = options.get("filter");
  const passes = filter === undefined ? () => true : indicatorFilter(filter);
  const all = ownIndicators(context, call).map((one) => ({ ...writeIndicator(context.state, one), id: one.id }));
  const { items, next } = directoryPage(call.request, options, all.filter(passes));
  const written = items.map((item: IndicatorValues) =>
    selected === null ? item : Object.fromEntries(selected.map((name) => [name, item[name]])),
  );
  return listBody(call.request, SHAPE, written, { next });
}

function update(context: SecurityContext, call: Call) {
  const before = required(context, call);
  const change = readIndicator(readJsonBody(call));
  const problem = indicatorProblem(change, REQUIRED_ON_UPDATE);
  const values = { ...before.values, ...withoutStamps(change) };
  const whole = problem ?? indicatorProblem(values) ?? observableProblem(values);
  if (whole !== null) throw new GraphError(400, "BadRequest", whole);
  const changed: TiIndicator = { ...before, values };
  context.state.tiIndicators[context.state.tiIndicators.indexOf(before)] = changed;
  const wantsBody = /\breturn=representation\b/i.test(String(call.request.headers["prefer"] ?? ""));
  return wantsBody
    ? {
        status: 200,
        body: {
          "@odata.context": contextLink(call.request, `${SHAPE}/$entity`),
          ...writeIndicator(context.state, changed),
        },
      }
    : { status: 204 };
}

function required(context: SecurityContext, call: Call): TiIndicator {
  const id = (call.params["indicator"] ?? "").toLowerCase();
  const found = ownIndicators(context, call).find((one) => one.id === id);
  if (found === undefined) throw new GraphError(404, "ItemNotFound", "The indicator was not found.");
  return found;
}
