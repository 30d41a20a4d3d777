/** The completion script for bash. It keeps to what bash 3.2 knows, and needs no other package. */
import type { CompletedCommand, CompletedProgram, Values } from './collect-words.ts';
import { quoteList } from './shell-words.ts';

export function renderBash({ firstWords, groups, commands }: CompletedProgram): string[] {
  return [
    '# Completion of webhook-cli for bash. To use it: eval "$(webhook-cli completion bash)"',
    '_webhook_cli() {',
    `  local cur="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" start=2 option= position=0 ended= index word`,
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    _webhook_cli_words ${quoteList([...firstWords.map(({ text }) => text), '--help', '--version'])}`,
    '    return',
    '  fi',
    ...groups.flatMap(({ name, words }) => [
      `  if [ "$command" = ${name} ]; then`,
      '    if [ "$COMP_CWORD" -eq 2 ]; then',
      `      _webhook_cli_words ${quoteList([...words.map(({ text }) => text), '--help'])}`,
      '      return',
      '    fi',
      `    command="$command \${COMP_WORDS[2]}" start=3`,
      '  fi',
    ]),
    '  # Bash makes a word of its own of "=".',
    '  for ((index = start; index < COMP_CWORD; index++)); do',
    `    word="\${COMP_WORDS[index]}"`,
    '    if [ -n "$option" ]; then',
    '      [ "$word" = = ] || option=',
    '    elif [ -n "$ended" ]; then',
    '      position=$((position + 1))',
    '    elif [ "$word" = -- ]; then',
    '      ended=1',
    '    elif [ "$word" = = ]; then',
    '      option==',
    '    else',
    '      case "$word" in',
    '        -*) _webhook_cli_takes_value && option="$word" ;;',
    '        *) position=$((position + 1)) ;;',
    '      esac',
    '    fi',
    '  done',
    '  [ "$cur" = = ] && cur=',
    '  if [ -n "$option" ]; then',
    '    _webhook_cli_value',
    '    return',
    '  fi',
    '  case "$ended$cur" in',
    '    -*) _webhook_cli_options ;;',
    '    *) _webhook_cli_argument ;;',
    '  esac',
    '}',
    '',
    ...renderWordsFunction(),
    ...renderFilesFunction(),
    ...renderCases('_webhook_cli_options', commands, renderOptions),
    ...renderCases('_webhook_cli_argument', commands, renderArguments),
    ...renderCases('_webhook_cli_value', commands, renderValues),
    ...renderCases('_webhook_cli_takes_value', commands, renderTakesValue, '  return 1'),
    'complete -F _webhook_cli webhook-cli',
  ];
}

function renderWordsFunction(): string[] {
  return [
    '_webhook_cli_words() {',
    '  while IFS= read -r word; do',
    '    [ -n "$word" ] && COMPREPLY+=("$word")',
    '  done <<< "$(compgen -W "$1" -- "$cur")"',
    '}',
    '',
  ];
}

/** Readline then adds the slash of a directory and escapes spaces; bash 3.2 cannot be told to. */
function renderFilesFunction(): string[] {
  return [
    '_webhook_cli_files() {',
    '  while IFS= read -r word; do',
    '    [ -n "$word" ] && COMPREPLY+=("$word")',
    '  done <<< "$(compgen "$@" -- "$cur")"',
    '  type compopt > /dev/null 2>&1 && compopt -o filenames 2> /dev/null',
    '}',
    '',
    '_webhook_cli_apps() {',
    '  _webhook_cli_files -d',
    "  _webhook_cli_files -f -X '!*.zip'",
    '}',
    '',
  ];
}

function renderCases(
  name: string,
  commands: readonly CompletedCommand[],
  render: (command: CompletedCommand) => string[],
  otherwise?: string,
): string[] {
  const cases = commands.flatMap((command) => {
    const lines = render(command);
    if (lines.length === 0) return [];
    return [
      `    ${command.names.map((known) => `'${known}'`).join(' | ')})`,
      ...lines.map((line) => `      ${line}`),
      '      ;;',
    ];
  });
  const end = otherwise === undefined ? [] : [otherwise];
  return [`${name}() {`, '  case "$command" in', ...cases, '  esac', ...end, '}', ''];
}

function renderOptions({ options }: CompletedCommand): string[] {
  return [`_webhook_cli_words ${quoteList(options.map(({ long }) => long))}`];
}

function renderArguments({ arguments: words, isVariadic }: CompletedCommand): string[] {
  return words.flatMap((values, index) => {
    const comparison = isVariadic && index === words.length - 1 ? '-ge' : '-eq';
    return renderCompletion(values).map((line) => `[ "$position" ${comparison} ${index} ] && ${line}`);
  });
}

function renderValues({ options }: CompletedCommand): string[] {
  const cases = options.flatMap(({ long, short, values }) =>
    values === undefined ? [] : renderCompletion(values).map((line) => `  ${renderSpellings(long, short)}) ${line} ;;`),
  );
  return cases.length === 0 ? [] : ['case "$option" in', ...cases, 'esac'];
}

function renderTakesValue({ options }: CompletedCommand): string[] {
  const taking = options.filter(({ values }) => values !== undefined);
  if (taking.length === 0) return [];
  const spellings = taking.map(({ long, short }) => renderSpellings(long, short)).join(' | ');
  return ['case "$word" in', `  ${spellings}) return 0 ;;`, 'esac'];
}

/** One dash does as well. */
function renderSpellings(long: string, short: string | undefined): string {
  return [long, long.slice(1), ...listOf(short)].join(' | ');
}

function renderCompletion(values: Values): string[] {
  if (values === 'anything') return [];
  if (values === 'file') return ['_webhook_cli_files -f'];
  if (values === 'directory') return ['_webhook_cli_files -d'];
  if (values === 'app') return ['_webhook_cli_apps'];
  return [`_webhook_cli_words ${quoteList(values)}`];
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}
