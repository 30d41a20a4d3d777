/** The arguments of the process, read: help, the version, or one command with its options and arguments. */
import { WebhookCliError } from '../../errors.ts';
import { type CommandDescription, type CommandGroup, listCommands, namesOf, type Program } from './describe-command.ts';
import { findCommand } from './find-command.ts';
import { type CommandOptions, parseOptions } from './parse-options.ts';
import { readFlags } from './read-flags.ts';

export type CommandLine =
  | { readonly kind: 'version' }
  /** About a command, a group, or the whole program when there is no subject. */
  | { readonly kind: 'help'; readonly subject?: CommandDescription | CommandGroup }
  /** No command, or a group without its sub-command: the help is printed as an error. */
  | { readonly kind: 'incomplete'; readonly subject?: CommandGroup }
  | {
      readonly kind: 'run';
      readonly command: CommandDescription;
      readonly options: CommandOptions;
      /** To be printed: old flags that do nothing here. */
      readonly notes: readonly string[];
    };

const helpFlags = ['-h', '--help', '-help'];
const versionFlags = ['-v', '-V', '--version', '-version'];

/** @throws WebhookCliError WrongUsage, UnknownChoice */
export function readCommandLine(words: readonly string[], program: Program): CommandLine {
  const called = findCommand(words, program);
  if (called.kind === 'command') return readCommand(called.command, called.rest);
  const subject = called.kind === 'group' ? { subject: called.group } : {};
  const flags = called.rest.filter((word) => !isJsonFlag(word));
  const [first] = flags;
  if (first === undefined) return { kind: 'incomplete', ...subject };
  if (helpFlags.includes(first)) return { kind: 'help', ...subject };
  if (versionFlags.includes(first)) return { kind: 'version' };
  throw new WebhookCliError('WrongUsage', { reason: explainEarlyFlag(first, words, program) });
}

/** For what is said before the options of a command are known: its usage errors are JSON, too. */
export function readOutputFlags(words: readonly string[]): { readonly json: boolean; readonly color: boolean } {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  return { json: flags.some(isJsonFlag), color: !flags.some((word) => /^--?(no-color|disable-colors?)$/.test(word)) };
}

function isJsonFlag(word: string): boolean {
  return /^--?json(=(true|t|1))?$/i.test(word);
}

function readCommand(command: CommandDescription, words: readonly string[]): CommandLine {
  const { args, notes, asksForHelp } = readFlags(command, words, helpFlags);
  if (asksForHelp) return { kind: 'help', subject: command };
  return { kind: 'run', command, options: parseOptions(command, args), notes };
}

/** Values are not repeated: one of them may be a secret. */
function explainEarlyFlag(flag: string, words: readonly string[], program: Program): string {
  const [name = flag] = flag.split('=');
  const known = [...listCommands(program).flatMap(namesOf), ...program.groups.map((group) => group.name)];
  const command = words.find((word) => known.includes(word)) ?? 'COMMAND';
  return `the option ${name} stands before the command; write: webhook-cli ${command} ${name} …`;
}
