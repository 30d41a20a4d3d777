/** The first words of the command line: which command is called, or what its author meant. */
import { renderSuggestion } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';
import { type CommandDescription, type CommandGroup, listCommands, namesOf, type Program } from './describe-command.ts';

export type Called =
  | { readonly kind: 'command'; readonly command: CommandDescription; readonly rest: readonly string[] }
  /** A group without a sub-command. */
  | { readonly kind: 'group'; readonly group: CommandGroup; readonly rest: readonly string[] }
  | { readonly kind: 'nothing'; readonly rest: readonly string[] };

/** @throws WebhookCliError WrongUsage for a name that no command has */
export function findCommand(words: readonly string[], program: Program): Called {
  const [first, second, ...others] = words;
  if (first === undefined || isFlag(first)) return { kind: 'nothing', rest: words };
  const commands = listCommands(program);
  const group = program.groups.find(({ name }) => name === first);
  if (group !== undefined) {
    if (second === undefined || isFlag(second)) return { kind: 'group', group, rest: words.slice(1) };
    return { kind: 'command', command: findNamed(`${first} ${second}`, commands), rest: others };
  }
  return { kind: 'command', command: findNamed(first, commands, program.groups), rest: words.slice(1) };
}

function findNamed(
  name: string,
  commands: readonly CommandDescription[],
  groups: readonly CommandGroup[] = [],
): CommandDescription {
  const found = commands.find((command) => namesOf(command).includes(name));
  if (found !== undefined) return found;
  const depth = wordCount(name);
  const known = [...commands.flatMap(namesOf), ...groups.map((group) => group.name)];
  const suggestion = renderSuggestion(
    name,
    known.filter((candidate) => wordCount(candidate) === depth),
  );
  throw new WebhookCliError('WrongUsage', { reason: `there is no command "${name}"${suggestion}` });
}

function wordCount(name: string): number {
  return name.split(' ').length;
}

export function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}
