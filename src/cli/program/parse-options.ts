/** The options and arguments of one command, parsed and checked against what its description allows. */
import { Argument, Command, Option } from 'commander';
import { renderSuggestion } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';
import { COMMON_OPTIONS } from './common-options.ts';
import type { ArgumentDescription, CommandDescription, OptionDescription } from './describe-command.ts';
import { parseFlags } from './option-flags.ts';

/** By the names that commands read: options in camel case, arguments by their own. */
export type CommandOptions = Readonly<Record<string, unknown>>;

/** `args` as `readFlags` leaves them. @throws WebhookCliError WrongUsage, UnknownChoice */
export function parseOptions(description: CommandDescription, args: readonly string[]): CommandOptions {
  const parser = createParser(description);
  parser.parse([...args], { from: 'user' });
  assertArgumentCount(description, parser.args);
  const given = (description.arguments ?? []).map(({ name }, index): [string, unknown] => [
    name,
    parser.processedArgs[index],
  ]);
  return { ...parser.opts<CommandOptions>(), ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

function assertArgumentCount({ name, arguments: described = [] }: CommandDescription, given: readonly string[]): void {
  const missing = described[given.length];
  if (missing?.required) {
    const choices = missing.choices === undefined ? '' : `: ${missing.choices.join(', ')}`;
    throw new WebhookCliError('WrongUsage', { reason: `${name} needs the argument <${missing.name}>${choices}` });
  }
  if (described.at(-1)?.variadic || given.length <= described.length) return;
  const names = described.map((argument) => `[${argument.name}]`).join(' ');
  const allowed = names === '' ? 'no arguments' : `only ${names}`;
  throw new WebhookCliError('WrongUsage', { reason: `${name} takes ${allowed}, got: ${given.join(' ')}` });
}

function createParser(description: CommandDescription): Command {
  // Help and refusals are made elsewhere. Should the parser refuse something yet, it must not end the process.
  const parser = new Command(description.name)
    .helpOption(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const argument of description.arguments ?? []) parser.addArgument(createArgument(argument, description));
  const own = description.options ?? [];
  const names = new Set(own.map(({ flags }) => parseFlags(flags).long));
  const common = COMMON_OPTIONS.filter(({ flags }) => !names.has(parseFlags(flags).long));
  for (const option of [...own, ...common]) parser.addOption(createOption(option, description));
  return parser;
}

function createArgument(
  { name, summary, variadic, choices }: ArgumentDescription,
  command: CommandDescription,
): Argument {
  const argument = new Argument(`[${name}${variadic ? '...' : ''}]`, summary);
  if (choices !== undefined) argument.argParser((value) => matchChoice(value, choices, `the ${name}`, command));
  return argument;
}

function createOption(
  { flags, summary, choices, default: preset, repeatable }: OptionDescription,
  command: CommandDescription,
): Option {
  const option = new Option(flags, summary);
  if (preset !== undefined) option.default(preset);
  if (choices !== undefined) option.argParser((value) => matchChoice(value, choices, parseFlags(flags).long, command));
  if (repeatable) option.argParser((value, previous: readonly string[] = []) => [...previous, value]);
  return option;
}

function matchChoice(value: string, choices: readonly string[], what: string, command: CommandDescription): string {
  const match = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
  if (match !== undefined) return match;
  const details = { what, value, allowed: choices.join(', '), suggestion: renderSuggestion(value, choices) };
  throw new WebhookCliError('UnknownChoice', { ...details, command: command.name });
}
