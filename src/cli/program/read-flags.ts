/**
 * The flags of one command, before the parser sees them. Scripts were written for tools that took `-app-id=x` like
 * `--app-id x` and `--yes=true` like `--yes`: each flag gets the one spelling that the parser knows. What stands after `--`, and
 * the value of a flag, is nobody's flag and is left alone.
 */
import { findNearestName } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';
import { COMMON_OPTIONS, OLD_COMMON_FLAGS } from './common-options.ts';
import type { CommandDescription, OldFlag, OptionDescription } from './describe-command.ts';
import { isFlag } from './find-command.ts';
import { type ParsedFlags, parseFlags } from './option-flags.ts';

export interface FlagsRead {
  readonly args: readonly string[];
  readonly notes: readonly string[];
  readonly asksForHelp: boolean;
}

type Flag = ParsedFlags & { readonly old?: OldFlag };

/** Another name for an option that the old tools took everywhere. */
const renamed = new Map([
  ['--disable-color', '--no-color'],
  ['--disable-colors', '--no-color'],
]);

/** @throws WebhookCliError WrongUsage */
export function readFlags(
  command: CommandDescription,
  words: readonly string[],
  helpFlags: readonly string[],
): FlagsRead {
  const known = listFlags(command);
  const args: string[] = [];
  const notes: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return { args: [...args, ...words.slice(index)], notes, asksForHelp: false };
    if (helpFlags.includes(word)) return { args, notes, asksForHelp: true };
    if (!isFlag(word)) {
      args.push(word);
      continue;
    }
    const { flag, inline } = findFlag(word, known, command);
    const takesNext = flag.value !== undefined && inline === undefined && index + 1 < words.length;
    const value = takesNext ? words[++index] : inline;
    if (flag.value !== undefined && value === undefined) {
      throw new WebhookCliError('WrongUsage', { reason: `${flag.long} needs a value: ${flag.long} <${flag.value}>` });
    }
    if (flag.old === undefined) args.push(...writeFlag(flag, value, known));
    else notes.push(...explainOldFlag(flag, value, command.name));
  }
  return { args, notes, asksForHelp: false };
}

function listFlags({ options = [], oldFlags = [] }: CommandDescription): Flag[] {
  const described = (option: OptionDescription): Flag => parseFlags(option.flags);
  const old = (flag: OldFlag): Flag => ({ ...parseFlags(flag.flags), old: flag });
  const own = [...options.map(described), ...oldFlags.map(old)];
  const names = new Set(own.map(({ long }) => long));
  const common = [...COMMON_OPTIONS.map(described), ...OLD_COMMON_FLAGS.map(old)];
  return [...own, ...common.filter(({ long }) => !names.has(long))];
}

interface Found {
  readonly flag: Flag;
  /** What stood behind `=`. */
  readonly inline: string | undefined;
}

function findFlag(word: string, known: readonly Flag[], command: CommandDescription): Found {
  const end = word.indexOf('=');
  const before = end < 0 ? word : word.slice(0, end);
  const long = before.startsWith('--') ? before : `-${before}`;
  const flag = known.find((candidate) => candidate.long === (renamed.get(long) ?? long) || candidate.short === before);
  if (flag !== undefined) return { flag, inline: end < 0 ? undefined : word.slice(end + 1) };
  throw new WebhookCliError('WrongUsage', {
    reason: `${command.name} has no option ${before}${suggestFlag(before, long, known)}`,
  });
}

function suggestFlag(before: string, long: string, known: readonly Flag[]): string {
  const nearest = findNearestName(long, [...known.map((flag) => flag.long), '--help']);
  if (nearest !== undefined) return `; did you mean "${nearest}"?`;
  // The old tools never took `-ofile`, and a mistyped `-overwite` must not become a file of that name.
  const short = known.find((flag) => flag.short !== undefined && before.startsWith(flag.short));
  if (short?.value === undefined || before.startsWith('--')) return '';
  return `; write ${short.short} ${before.slice(2)}`;
}

/** A switch that is turned off is the same as one that is not given, unless it has an opposite. */
function writeFlag({ long, value: takes }: Flag, value: string | undefined, known: readonly Flag[]): string[] {
  if (takes !== undefined && value !== undefined) return [long, value];
  if (isOn(long, value)) return [long];
  const opposite = `--no-${long.slice(2)}`;
  return known.some((flag) => flag.long === opposite) ? [opposite] : [];
}

/** @throws WebhookCliError WrongUsage */
function explainOldFlag({ long, value: takes, old }: Flag, value: string | undefined, name: string): string[] {
  if (takes === undefined && !isOn(long, value)) return [];
  if (old?.refusal !== undefined) {
    throw new WebhookCliError('WrongUsage', { reason: `${name} cannot do ${long}: ${old.refusal}` });
  }
  return [`${long} is accepted for old scripts and does nothing: ${old?.note}`];
}

/** The words that the old tools took for a switch. */
function isOn(long: string, value = 'true'): boolean {
  if (/^(1|t|true)$/i.test(value)) return true;
  if (/^(0|f|false)$/i.test(value)) return false;
  throw new WebhookCliError('WrongUsage', { reason: `${long} is a switch: it takes true or false, got "${value}"` });
}
