/** The completion script for zsh. It works from a file on `fpath` and when it is sourced. */
import type { CompletedCommand, CompletedProgram, Values, Word } from './collect-words.ts';
import { quote } from './shell-words.ts';

export function renderZsh({ firstWords, groups, commands }: CompletedProgram): string[] {
  return [
    '#compdef webhook-cli',
    '# Completion of webhook-cli for zsh. To use it: source <(webhook-cli completion zsh)',
    '_webhook_cli() {',
    '  local -a found',
    '  if (( CURRENT == 2 )); then',
    `    found=(${renderDescribed(firstWords)})`,
    "    _describe 'command' found",
    '    return',
    '  fi',
    '  local name="$words[2]"',
    '  local -i start=2',
    ...groups.flatMap(({ name, words }) => [
      `  if [[ "$name" == ${quote(name)} ]]; then`,
      '    if (( CURRENT == 3 )); then',
      `      found=(${renderDescribed(words)})`,
      "      _describe 'command' found",
      '      return',
      '    fi',
      '    name="$name $words[3]"',
      '    start=3',
      '  fi',
    ]),
    '  # What is left for _arguments begins with the last word of the name.',
    '  shift $((start - 1)) words',
    '  (( CURRENT -= start - 1 ))',
    '  case "$name" in',
    ...commands.flatMap(renderCommand),
    '  esac',
    '}',
    '',
    'if [[ "$funcstack[1]" == _webhook_cli ]]; then',
    '  _webhook_cli "$@"',
    'else',
    '  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }',
    '  compdef _webhook_cli webhook-cli',
    'fi',
  ];
}

function renderCommand({ names, options, arguments: words, isVariadic }: CompletedCommand): string[] {
  const specs = [
    ...options.flatMap(({ long, short, summary, values }) => {
      const text = `[${escapeSpec(summary)}]`;
      const value = values === undefined ? '' : `:${long.slice(2)}:${renderValues(values)}`;
      return [long, ...(short === undefined ? [] : [short])].map(
        (flag) => `*${flag}${values !== undefined && flag === long ? '=' : ''}${text}${value}`,
      );
    }),
    ...words.map((values, index) => {
      const position = isVariadic && index === words.length - 1 ? '*' : String(index + 1);
      return `${position}: :${renderValues(values)}`;
    }),
  ];
  return [
    `    ${names.map(quote).join(' | ')})`,
    '      _arguments \\',
    ...specs.map((spec, index) => `        ${quote(spec)}${index + 1 < specs.length ? ' \\' : ''}`),
    '      ;;',
  ];
}

function renderDescribed(words: readonly Word[]): string {
  return words.map(({ text, summary }) => quote(`${text.replaceAll(':', '\\:')}:${summary}`)).join(' ');
}

function renderValues(values: Values): string {
  if (values === 'anything') return ' ';
  if (values === 'file') return '_files';
  if (values === 'directory') return '_files -/';
  if (values === 'app') return '_files -g "*.zip"';
  return `(${values.join(' ')})`;
}

function escapeSpec(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, (character) => `\\${character}`);
}
