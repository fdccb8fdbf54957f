import type { Command } from "commander";
import { createProgram } from "./program.ts";
import type { Session } from "./session.ts";

const INTRODUCTION = `# Commands

<!-- Generated from the commands' own help. Do not edit: change src/cli/ and run \`npm run docs\`. -->

Installed, the command is \`lockbell\`; from a clone, \`node bin/lockbell.js\`. Every command takes \`--config\`, \`--json\` and \`--log-level\`.
With \`--json\` stdout holds one JSON object and nothing else; an error is \`{"error":{"code","message","advice"}}\`. Logs and progress are on stderr.
`;

/** The reference page of the commands: each one's help as it is printed. */
export function renderCommandReference(): string {
  let printed = "";
  const nobody: Session = {
    terminal: { out: () => {}, err: () => {}, colours: false },
    env: {},
    who: "",
    signal: new AbortController().signal,
    end: () => {},
  };
  const program = createProgram(nobody, { out: (text) => (printed += text), err: () => {} });
  const sections = withSubcommands(program).map(([path, command]) => {
    printed = "";
    command.outputHelp();
    return `## \`${path}\`\n\n\`\`\`text\n${printed.trimEnd()}\n\`\`\`\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

/** A command and all below it, each with the words that call it. */
function withSubcommands(command: Command, before = ""): readonly (readonly [string, Command])[] {
  const path = `${before}${command.name()}`;
  return [[path, command], ...command.commands.flatMap((child) => withSubcommands(child, `${path} `))];
}
