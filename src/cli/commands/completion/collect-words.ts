/** What can stand where on a command line: the descriptions, in the form that the three scripts are written from. */
import {
  type ArgumentDescription,
  type CommandDescription,
  type Completion,
  groupOf,
  listCommands,
  namesOf,
  type OptionDescription,
  type Program,
} from '../../program/describe-command.ts';
import { parseFlags } from '../../program/option-flags.ts';
import { listCommonOptions } from '../../program/render-help.ts';

export interface CompletedProgram {
  /** First words, and what they do. */
  readonly firstWords: readonly Word[];
  readonly groups: ReadonlyArray<{ readonly name: string; readonly words: readonly Word[] }>;
  readonly commands: readonly CompletedCommand[];
}

export interface Word {
  readonly text: string;
  readonly summary: string;
}

export interface CompletedCommand {
  /** Name and aliases, each in full: `webhooks list`. */
  readonly names: readonly string[];
  readonly options: readonly CompletedOption[];
  /** By position. */
  readonly arguments: readonly Values[];
  /** The last argument may be given again and again. */
  readonly isVariadic: boolean;
}

export interface CompletedOption {
  readonly long: string;
  readonly short: string | undefined;
  readonly summary: string;
  /** Undefined for a switch. */
  readonly values: Values | undefined;
}

/** Names to choose from, or what else a value is. */
export type Values = 'file' | 'directory' | 'app' | 'anything' | readonly string[];

export async function collectWords(program: Program): Promise<CompletedProgram> {
  const commands = listCommands(program);
  const top = commands.filter((command) => groupOf(command) === undefined);
  return {
    firstWords: [
      ...top.flatMap(toWords),
      ...program.groups.map(({ name, purpose }) => ({ text: name, summary: purpose })),
    ].toSorted((left, right) => (left.text < right.text ? -1 : 1)),
    groups: program.groups.map(({ name }) => ({
      name,
      words: commands.filter((command) => groupOf(command) === name).flatMap(toWords),
    })),
    commands: await Promise.all(commands.map(collectCommand)),
  };
}

function toWords(command: CommandDescription): Word[] {
  return namesOf(command).map((name) => ({ text: name.slice(name.indexOf(' ') + 1), summary: command.purpose }));
}

async function collectCommand(command: CommandDescription): Promise<CompletedCommand> {
  const own = (command.options ?? []).filter(({ hidden }) => !hidden);
  const words = command.arguments ?? [];
  const options = await Promise.all([...own, ...listCommonOptions(command)].map(collectOption));
  return {
    names: namesOf(command),
    options: [...options, { long: '--help', short: '-h', summary: 'print this help', values: undefined }],
    arguments: await Promise.all(words.map(collectValues)),
    isVariadic: words.at(-1)?.variadic ?? false,
  };
}

async function collectOption(option: OptionDescription): Promise<CompletedOption> {
  const { long, short, value } = parseFlags(option.flags);
  return {
    long,
    short,
    summary: option.summary,
    values: value === undefined ? undefined : await collectValues(option),
  };
}

async function collectValues({
  choices,
  completes,
}: Pick<ArgumentDescription, 'choices' | 'completes'>): Promise<Values> {
  return choices ?? (await resolveCompletion(completes));
}

async function resolveCompletion(completes: Completion | undefined): Promise<Values> {
  return typeof completes === 'function' ? completes() : (completes ?? 'anything');
}
