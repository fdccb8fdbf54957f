import type { FaultOrder } from "../faults.ts";
import type { Application, EmulatorState } from "../state.ts";
import { type Html, html, type Piece, shown } from "./html.ts";
import { layout } from "./layout.ts";
import { timeText } from "./time.ts";

/** The tenant, which faults are switched on, and what each application may do. Secrets are counted and never shown. */
export function settingsPage(state: EmulatorState): string {
  const faults = state.faults.list();
  return layout({
    title: "Settings",
    section: "Settings",
    content: html`<h1>Settings</h1>
${fields([
  ["Tenant", html`<code>${state.tenantId}</code>`],
  ["Workspace", html`<code>${state.workspaceId}</code>`],
  ["Directory", `${state.users.length} users, ${state.groups.length} groups`],
  ["Clock", html`${timeText(state.now())} UTC`],
  [
    "Tokens",
    state.tokensValidFrom <= 0
      ? "none was expired by hand"
      : html`those before ${timeText(state.tokensValidFrom)} UTC count as expired`,
  ],
  ["tiIndicators", state.settings.tiIndicators],
  ["Upload errors", html`<code>${state.settings.uploadErrors}</code>`],
])}
<h2>Faults</h2>
${faults.length === 0 ? html`<p class="empty">None is switched on: everything is answered as the services do on a good day.</p>` : faultList(faults)}
<h2>Applications and permissions</h2>
${state.applications.map(applicationSection)}`,
  });
}

function faultList(faults: readonly FaultOrder[]): Html {
  return html`<ul class="faults">${faults.map((fault) => html`<li><strong>${fault.name}</strong> ${faultText(fault)}</li>`)}</ul>`;
}

/** A fault's order in words. */
function faultText(fault: FaultOrder): string {
  const parts = [
    fault.operations === undefined ? "" : `for ${fault.operations.join(", ")}`,
    fault.oneIn === undefined ? "" : `one request in ${fault.oneIn}`,
    fault.times === undefined ? "" : `${fault.times} times`,
    fault.after === undefined || fault.after === 0 ? "" : `after ${fault.after} that go well`,
    fault.delayMs === undefined ? "" : `${fault.delayMs.toLocaleString("en")} ms`,
    fault.rows === undefined ? "" : `at most ${fault.rows.toLocaleString("en")} rows`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "every request" : parts.join(", ");
}

function applicationSection(application: Application): Html {
  const { roles, exchangeRoles, workspaceRoles } = application;
  return html`<section class="application">
<h3>${shown(application.displayName)}${application.managed && html` <span class="tag">managed identity</span>`}</h3>
${fields([
  ["Client id", html`<code>${application.clientId}</code>`],
  ["Graph", names(roles.graph)],
  ["Log Analytics", names(roles.logAnalytics)],
  ["Exchange", names(exchangeRoles)],
  ["Workspace", names(workspaceRoles)],
  ["Proves itself by", proofs(application)],
])}
</section>`;
}

function proofs({ managed, secrets, certificates, federations }: Application): string {
  const counted = [
    managed ? "the managed identity's endpoint" : "",
    count(secrets.length, "secret"),
    count(certificates.length, "certificate"),
    count(federations.length, "federated credential"),
  ].filter((part) => part !== "");
  return counted.length === 0 ? "nothing" : counted.join(", ");
}

function count(n: number, what: string): string {
  return n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`;
}

function names(list: readonly string[]): Piece {
  return list.length === 0
    ? html`<span class="nothing">none</span>`
    : html`<ul class="names">${list.map((name) => html`<li><code>${name}</code></li>`)}</ul>`;
}

function fields(list: readonly (readonly [string, Piece])[]): Html {
  return html`<dl class="fields">${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
