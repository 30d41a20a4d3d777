/**
 * What a command is, as data. The parser, `--help`, the completion scripts and the README's table are all made from it, so
 * nothing about a command is said twice.
 */
import type { RunCommand } from '../command.ts';

export interface CommandDescription {
  /** As it is typed; a sub-command after a space: `validate`, `webhooks list`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence of at most 80 characters. */
  readonly purpose: string;
  /** Whole command lines, the plainest first. */
  readonly examples: readonly string[];
  readonly arguments?: readonly ArgumentDescription[];
  readonly options?: readonly OptionDescription[];
  readonly oldFlags?: readonly OldFlag[];
  /** Which of the common options mean something here. Every command takes all of them; help shows these. */
  readonly uses?: readonly CommonOptionGroup[];
  /** Prints while it runs: under --json one object a line. */
  readonly streams?: true;
  /**
   * Loads the work, when the command is called and not before. It is handed one object: the options by their names in
   * camel case, and each argument by its own.
   */
  readonly load: () => Promise<RunCommand<never>>;
}

export interface ArgumentDescription {
  /** In the help `[name]`, or `<name>` when it is required; the command gets it by this name. */
  readonly name: string;
  readonly summary: string;
  readonly required?: boolean;
  /** Takes all the words that are left, as a list. Only for the last argument. */
  readonly variadic?: boolean;
  /** Any other value is refused before the command is loaded; upper and lower case are one. */
  readonly choices?: readonly string[];
  readonly completes?: Completion;
}

export interface OptionDescription {
  /** `-o, --output <dir>`: the long form is its name. Without `<…>` it is a switch; `<id...>` takes several values. */
  readonly flags: string;
  readonly summary: string;
  /** Environment variable that stands in for it; settings.ts reads it. */
  readonly env?: string;
  /** Any other value is refused before the command is loaded; upper and lower case are one. */
  readonly choices?: readonly string[];
  /** What the command gets when the option is not given. */
  readonly default?: string;
  /** In words, what a command without the option goes by. */
  readonly otherwise?: string;
  readonly completes?: Completion;
  /** May be given more than once; the command gets a list. */
  readonly repeatable?: boolean;
  /** Works, but is not in the help: another spelling of an option. */
  readonly hidden?: boolean;
}

/** A flag of the old tools that this command has no use for. It is not handed to the command. */
export interface OldFlag {
  readonly flags: string;
  /** Why nothing is lost by leaving it out: printed as a note, and the command runs. */
  readonly note?: string;
  /** Why the command cannot do what the flag asks for: it does not run. Ends with what to do instead. */
  readonly refusal?: string;
}

/** `registry`: opens the registry. `data`: the data file alone. `prompts`: may ask. `limits`: works within limits that can be set. */
export type CommonOptionGroup = 'registry' | 'data' | 'prompts' | 'limits';

/** What a shell proposes for a value; `app`: directories and `.zip` files. A list of names is loaded when the script is made. */
export type Completion = 'file' | 'directory' | 'app' | (() => Promise<readonly string[]>);

/** Everything that can be called. */
export interface Program {
  readonly purpose: string;
  readonly examples: readonly string[];
  /** Headings of the help with their commands. */
  readonly topics: ReadonlyArray<{ readonly title: string; readonly commands: readonly CommandDescription[] }>;
  readonly groups: readonly CommandGroup[];
}

/** Commands that are found under one word: `webhooks list` is in the group `webhooks`. */
export interface CommandGroup {
  readonly name: string;
  readonly purpose: string;
}

export function listCommands({ topics }: Program): CommandDescription[] {
  return topics.flatMap(({ commands }) => commands);
}

/** The word before the sub-command, when there is one. */
export function groupOf({ name }: CommandDescription): string | undefined {
  return name.includes(' ') ? name.slice(0, name.indexOf(' ')) : undefined;
}

/** The name and the aliases, each as it is typed in full. */
export function namesOf(command: CommandDescription): string[] {
  const group = groupOf(command);
  const aliases = command.aliases ?? [];
  return [command.name, ...(group === undefined ? aliases : aliases.map((alias) => `${group} ${alias}`))];
}
