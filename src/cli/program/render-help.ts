/** The help of the program, of a group and of a command, as lines of at most 80 columns. */
import { COMMON_OPTIONS } from './common-options.ts';
import type { ArgumentDescription, CommandDescription, OptionDescription, Program } from './describe-command.ts';
import { groupOf, listCommands } from './describe-command.ts';
import { listExitCodes } from './exit-codes.ts';

const columns = 80;
const indent = 2;
/** Longer terms have a line of their own. */
const termColumnsMax = 26;

interface Row {
  readonly term: string;
  readonly text: string;
}

export function renderProgramHelp({ purpose, examples, topics }: Program): string[] {
  return [
    ...wrap(purpose, columns),
    '',
    'Usage: webhook-cli <command> [options]',
    ...section('Examples', examples.flatMap(renderExample)),
    ...topics.flatMap(({ title, commands }) => section(title, renderRows(commands.map(toCommandRow)))),
    ...section('Options', renderRows([...helpRows, { term: '-v, --version', text: 'print the version' }])),
    '',
    'webhook-cli help <command> shows the options of a command.',
  ];
}

export function renderGroupHelp(
  { name, purpose }: { readonly name: string; readonly purpose: string },
  program: Program,
): string[] {
  const commands = listCommands(program).filter((command) => groupOf(command) === name);
  return [
    ...wrap(purpose, columns),
    '',
    `Usage: webhook-cli ${name} <command> [options]`,
    ...section('Examples', commands.flatMap(({ examples }) => examples.slice(0, 1)).flatMap(renderExample)),
    ...section('Commands', renderRows(commands.map(toCommandRow))),
    ...section('Options', renderRows(helpRows)),
  ];
}

export function renderCommandHelp(command: CommandDescription): string[] {
  const { purpose, aliases = [], examples, arguments: words = [], options = [] } = command;
  return [
    ...wrap(purpose, columns),
    '',
    `Usage: ${renderUsage(command)}`,
    ...(aliases.length > 0 ? [`Also:  ${aliases.map((alias) => `webhook-cli ${alias}`).join(', ')}`] : []),
    ...section('Examples', examples.flatMap(renderExample)),
    ...section('Arguments', renderRows(words.map(toArgumentRow))),
    ...section('Options', renderRows(options.filter(({ hidden }) => !hidden).map(toOptionRow))),
    ...section('Common options', renderRows([...listCommonOptions(command).map(toOptionRow), ...helpRows])),
    ...section('Exit codes', renderRows(listExitCodes().map(({ codes, meaning }) => ({ term: codes, text: meaning })))),
  ];
}

const helpRows: readonly Row[] = [{ term: '-h, --help', text: 'print this help' }];

export function renderUsage({ name, arguments: words = [], options = [] }: CommandDescription): string {
  const shown = words.map(({ name: word, required, variadic }) => {
    const dots = variadic ? '...' : '';
    return required ? `<${word}${dots}>` : `[${word}${dots}]`;
  });
  return ['webhook-cli', name, ...shown, ...(options.length > 0 ? ['[options]'] : [])].join(' ');
}

/** Those that mean something to the command, unless it has an option of the same name itself. */
export function listCommonOptions({ uses = [], options = [], streams }: CommandDescription): OptionDescription[] {
  const own = new Set(options.map(({ flags }) => flags));
  return COMMON_OPTIONS.filter(
    ({ usedBy, flags }) => !own.has(flags) && (usedBy === undefined || usedBy.some((group) => uses.includes(group))),
  ).map((option) => (streams && option.flags === '--json' ? { ...option, summary: STREAMED_JSON } : option));
}

const STREAMED_JSON = 'print one JSON object a line on stdout';

function toCommandRow({ name, purpose }: CommandDescription): Row {
  return { term: name, text: purpose };
}

function toArgumentRow({ name, summary, choices }: ArgumentDescription): Row {
  return { term: name, text: [summary, ...renderChoices(choices)].join(' ') };
}

function toOptionRow(option: OptionDescription): Row {
  const { flags, summary, choices, default: preset, otherwise, env } = option;
  const standard = preset ?? otherwise;
  const text = [
    summary,
    ...renderChoices(choices),
    ...(standard === undefined ? [] : [`(default: ${standard})`]),
    ...(env === undefined ? [] : [`[env: ${env}]`]),
  ];
  // Names line up where some have a short form and some have none.
  return { term: flags.startsWith('--') ? `    ${flags}` : flags, text: text.join(' ') };
}

function renderChoices(choices: readonly string[] | undefined): string[] {
  return choices === undefined ? [] : [`(choices: ${choices.join(', ')})`];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function renderRows(rows: readonly Row[]): string[] {
  const widths = rows.map(({ term }) => term.length).filter((width) => width <= termColumnsMax);
  const width = Math.max(0, ...widths);
  const margin = ' '.repeat(indent + width + 2);
  return rows.flatMap(({ term, text }) => {
    const [first = '', ...more] = wrap(text, columns - margin.length);
    const rest = more.map((line) => margin + line);
    const start = `${' '.repeat(indent)}${term}`;
    return term.length > width ? [start, margin + first, ...rest] : [`${start.padEnd(margin.length)}${first}`, ...rest];
  });
}

/** A long command line goes on after a backslash, so that it can be pasted. */
function renderExample(line: string): string[] {
  const words = line.split(/ (?=--?\w)/);
  const lines = fill(words, columns - indent - 2);
  return lines.map((text, index) => {
    const end = index + 1 < lines.length ? ' \\' : '';
    return `${' '.repeat(index === 0 ? indent : 2 * indent)}${text}${end}`;
  });
}

function wrap(text: string, width: number): string[] {
  return fill(text.split(' '), width);
}

function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
