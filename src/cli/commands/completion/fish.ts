/** The completion script for fish: one line for each thing that can be completed. */
import type { CompletedCommand, CompletedProgram, Values } from './collect-words.ts';

export function renderFish({ firstWords, groups, commands }: CompletedProgram): string[] {
  return [
    '# Completion of webhook-cli for fish. To use it: webhook-cli completion fish | source',
    'function __webhook_cli_is',
    '    set -l typed (commandline -opc)',
    '    set -e typed[1]',
    '    for name in $argv',
    "        set -l words (string split -n ' ' -- $name)",
    '        set -l count (count $words)',
    '        if test $count -eq 0',
    '            test (count $typed) -eq 0; and return 0',
    '        else if test (count $typed) -ge $count',
    '            test "$typed[1..$count]" = "$name"; and return 0',
    '        end',
    '    end',
    '    return 1',
    'end',
    'function __webhook_cli_has_only',
    '    test (count (commandline -opc)) -eq 2; and __webhook_cli_is $argv',
    'end',
    'complete -c webhook-cli -e',
    'complete -c webhook-cli -f',
    ...firstWords.map(({ text, summary }) => renderLine("__webhook_cli_is ''", `-a ${text}`, summary)),
    renderLine("__webhook_cli_is ''", '-l help -s h', 'print this help'),
    renderLine("__webhook_cli_is ''", '-l version -s v', 'print the version'),
    ...groups.flatMap(({ name, words }) =>
      words.map(({ text, summary }) => renderLine(`__webhook_cli_has_only ${name}`, `-a ${text}`, summary)),
    ),
    ...commands.flatMap(renderCommand),
  ];
}

function renderCommand({ names, options, arguments: words }: CompletedCommand): string[] {
  const condition = `__webhook_cli_is ${names.map(quoteForFish).join(' ')}`;
  return [
    ...options.map(({ long, short, summary, values }) => {
      const name = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
      return renderLine(condition, values === undefined ? name : `${name} ${renderValues(values)}`, summary);
    }),
    ...words.flatMap((values) => (values === 'anything' ? [] : [renderLine(condition, renderArgument(values))])),
  ];
}

function renderLine(condition: string, what: string, summary?: string): string {
  const description = summary === undefined ? '' : ` -d ${quoteForFish(summary)}`;
  return `complete -c webhook-cli -n ${quoteForFish(condition)} ${what}${description}`;
}

function renderValues(values: Values): string {
  if (values === 'anything') return '-x';
  return values === 'file' ? '-r -F' : `-x ${renderArgument(values)}`;
}

function renderArgument(values: Exclude<Values, 'anything'>): string {
  if (values === 'file') return '-F';
  if (values === 'directory') return "-a '(__fish_complete_directories)'";
  if (values === 'app') return "-a '(__fish_complete_suffix .zip)'";
  return `-a ${quoteForFish(values.join(' '))}`;
}

function quoteForFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}
