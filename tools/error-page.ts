import { ERROR_CATALOGUE } from "../src/platform/errors.ts";

const OPENING = `# Errors

<!-- Generated from src/platform/errors.ts by \`npm run docs\`; do not edit. -->

Every error names one of these codes, what it happened to, and what to do. The exit code of the command is 1 if it
failed, and 2 if the command line or the configuration has to be mended first.

| code | what happened | what to do | exit |
| --- | --- | --- | --- |
`;

/** The reference page of all errors. */
export function renderErrorPage(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { summary, advice, exit }]) => `| \`${code}\` | ${cell(summary)} | ${cell(advice)} | ${exit} |\n`,
  );
  return OPENING + rows.join("");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
