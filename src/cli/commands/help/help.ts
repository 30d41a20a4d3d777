/** `help`: the same text as `--help`; with `--json` the descriptions as data. */
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext, RunCommand } from '../../command.ts';
import {
  type CommandDescription,
  type CommandGroup,
  groupOf,
  listCommands,
  type Program,
} from '../../program/describe-command.ts';
import { findCommand } from '../../program/find-command.ts';
import { listCommonOptions, renderCommandHelp, renderGroupHelp, renderProgramHelp } from '../../program/render-help.ts';

export interface HelpOptions {
  /** The words of a command's name. */
  readonly command?: readonly string[];
}

export function createHelp(program: Program): RunCommand<HelpOptions> {
  return async ({ command = [] }, { output }) => {
    const called = findCommand(command, program);
    if (called.kind === 'nothing') printHelp(undefined, program, output);
    else printHelp(called.kind === 'group' ? called.group : called.command, program, output);
    return EXIT_CODES.done;
  };
}

/** About the whole program when there is no subject. */
export function printHelp(
  subject: CommandDescription | CommandGroup | undefined,
  program: Program,
  output: CommandContext['output'],
): void {
  output.result(renderHelp(subject, program), { commands: listSubjects(subject, program).map(toData) });
}

export function renderHelp(subject: CommandDescription | CommandGroup | undefined, program: Program): string[] {
  if (subject === undefined) return renderProgramHelp(program);
  return 'load' in subject ? renderCommandHelp(subject) : renderGroupHelp(subject, program);
}

function listSubjects(subject: CommandDescription | CommandGroup | undefined, program: Program): CommandDescription[] {
  const commands = listCommands(program);
  if (subject === undefined) return commands;
  return 'load' in subject ? [subject] : commands.filter((command) => groupOf(command) === subject.name);
}

function toData(command: CommandDescription) {
  const { name, aliases = [], purpose, examples, arguments: words = [], options = [] } = command;
  const shown = [...options.filter(({ hidden }) => !hidden), ...listCommonOptions(command)];
  return {
    name,
    aliases,
    purpose,
    examples,
    arguments: words.map(({ name: argument, summary, required = false, choices }) => ({
      name: argument,
      summary,
      required,
      ...(choices === undefined ? {} : { choices }),
    })),
    options: shown.map(({ flags, summary, env, choices, default: preset }) => ({
      flags,
      summary,
      ...(env === undefined ? {} : { env }),
      ...(choices === undefined ? {} : { choices }),
      ...(preset === undefined ? {} : { default: preset }),
    })),
  };
}
