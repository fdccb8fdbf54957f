import type { CheckReport, PartFinding } from "../../app/check.ts";
import { columns, counted, type Style, shown } from "../layout.ts";

/** What `check` found, for people: a line for each thing, and below what is not well what to do. */
export function renderCheck({ findings }: CheckReport, style: Style): string[] {
  const rows = columns(findings.map(cells), "");
  const lines = findings.flatMap((finding, i) => [rows[i] ?? "", ...remedy(finding, style)]);
  const failed = findings.filter(({ status }) => status === "failed").length;
  const warnings = findings.filter(({ status }) => status === "warning").length;
  return [...lines, "", style.bold(closing(failed, warnings))];
}

const WORDS: { readonly [status in PartFinding["status"]]: string } = {
  ok: "ok",
  warning: "look",
  failed: "FAILED",
};

function cells({ status, part, subject, detail }: PartFinding): readonly string[] {
  return [WORDS[status], shown(part), shown(subject), shown(detail)];
}

function remedy({ advice, command }: PartFinding, style: Style): string[] {
  const indent = "        ";
  return [
    ...(advice === undefined ? [] : [`${indent}${shown(advice)}`]),
    // To be copied: neither cut nor changed. It comes from this program, and what stands in it was quoted there.
    ...(command === undefined ? [] : command.split("\n").map((line) => `${indent}${style.dim(line)}`)),
  ];
}

function closing(failed: number, warnings: number): string {
  if (failed > 0) return `${counted(failed, "thing")} failed. Nothing was sent.`;
  if (warnings > 0) return `Nothing failed; ${counted(warnings, "thing")} to look at. Nothing was sent.`;
  return "All is well. Nothing was sent.";
}
