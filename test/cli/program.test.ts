import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS } from '../../src/cli/program/common-options.ts';
import { type CommandDescription, groupOf, listCommands, namesOf } from '../../src/cli/program/describe-command.ts';
import { findCommand } from '../../src/cli/program/find-command.ts';
import { parseFlags } from '../../src/cli/program/option-flags.ts';
import { readCommandLine } from '../../src/cli/program/read-command-line.ts';
import { renderCommandHelp, renderGroupHelp, renderProgramHelp } from '../../src/cli/program/render-help.ts';
import { PROGRAM } from '../../src/cli/program.ts';

const commands = listCommands(PROGRAM);
const named = commands.map((command) => [command.name, command] as const);

describe('the commands', () => {
  it('say of --json what it prints: one document, or one object a line', () => {
    const told = commands.map((command) => [
      command.name,
      renderCommandHelp(command).join('\n').includes('one JSON object a line'),
    ]);
    expect(told.filter(([, isStream]) => isStream).map(([name]) => name)).toEqual(['serve', 'db serve']);
  });

  it('have names and aliases that no other has', () => {
    const names = [...commands.flatMap(namesOf), ...PROGRAM.groups.map(({ name }) => name)];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are in a group that is described, and each group has some', () => {
    const used = new Set(commands.map(groupOf).filter((name) => name !== undefined));
    expect([...used].sort()).toEqual(PROGRAM.groups.map(({ name }) => name).sort());
  });

  it.each(named)('read alike: %s', (_, command) => {
    expect(command.purpose).toMatch(/^[A-Z].{0,78}\.$/);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { summary } of [...(command.options ?? []), ...(command.arguments ?? [])]) {
      expect(summary).toMatch(/^([a-z`]|HTTP|TCP|MongoDB)/);
      expect(summary).not.toMatch(/\.$/);
    }
  });

  it.each(named)('have options that no other of theirs hides: %s', (_, command) => {
    const flags = [...(command.options ?? []), ...(command.oldFlags ?? [])].map(({ flags: text }) => parseFlags(text));
    const names = flags.flatMap(({ short, long }) => [long, ...(short === undefined ? [] : [short])]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(named)('have examples that can be typed: %s', (_, command) => {
    for (const example of command.examples) {
      const words = readWords(example);
      expect(words.shift()).toBe('webhook-cli');
      const line = readCommandLine(words, PROGRAM);
      expect(line).toMatchObject({ kind: 'run', notes: [] });
      expect(line.kind === 'run' && line.command.name).toBe(command.name);
    }
  });

  it.each(named)('are loaded when they are called: %s', async (_, command) => {
    expect(await command.load()).toBeTypeOf('function');
  });
});

describe('the common options', () => {
  it('are written as options are', () => {
    for (const { flags } of COMMON_OPTIONS) expect(parseFlags(flags).long).toMatch(/^--/);
  });
});

describe('help', () => {
  it.each(named)('of %s fits 80 columns, with examples before options and exit codes last', (_, command) => {
    const lines = renderCommandHelp(command);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^[A-Z][a-z ]+:$/.test(line))).toEqual([
      'Examples:',
      ...(hasSome(command.arguments) ? ['Arguments:'] : []),
      ...(hasSome(command.options) ? ['Options:'] : []),
      'Common options:',
      'Exit codes:',
    ]);
    const shown = (command.options ?? []).filter(({ hidden }) => !hidden);
    for (const { flags } of shown) expect(lines.some((line) => line.trimStart().startsWith(flags))).toBe(true);
  });

  it('of the program and its groups names every command and fits 80 columns', () => {
    const program = renderProgramHelp(PROGRAM);
    for (const { name } of commands) expect(program.some((line) => line.startsWith(`  ${name} `))).toBe(true);
    const groups = PROGRAM.groups.flatMap((group) => renderGroupHelp(group, PROGRAM));
    expect([...program, ...groups].filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows choices, defaults and environment variables', () => {
    const help = renderCommandHelp({
      ...serveLike,
      options: [
        { flags: '-k, --kind <kind>', summary: 'what it is', choices: ['a', 'b'], default: 'a', env: 'KIND' },
        { flags: '--other', summary: 'more', otherwise: 'less' },
        { flags: '--secretly', summary: 'not shown', hidden: true },
      ],
    }).join('\n');
    expect(help).toContain('  -k, --kind <kind>  what it is (choices: a, b) (default: a) [env: KIND]\n');
    expect(help).toContain('      --other        more (default: less)\n');
    expect(help).not.toContain('secretly');
  });

  it('continues a long example after a backslash, so that it can be pasted', () => {
    const example = `webhook-cli serve --public-url https://${'x'.repeat(50)}.example --port 1 --host 127.0.0.1`;
    const help = renderCommandHelp({ ...serveLike, examples: [example] });
    const at = help.indexOf('Examples:');
    expect(help.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/^ {2}webhook-cli serve \\$/),
      expect.stringMatching(/^ {4}--/),
    ]);
  });
});

describe('a command', () => {
  it('is found by its name and by each alias', () => {
    for (const command of commands) {
      for (const name of namesOf(command)) {
        expect(findCommand([...name.split(' '), 'x', '--y'], PROGRAM)).toEqual({
          kind: 'command',
          command,
          rest: ['x', '--y'],
        });
      }
    }
  });

  it.each([
    [['exprt'], 'there is no command "exprt"; did you mean "export"?'],
    [['bogus'], 'there is no command "bogus"'],
    [['help', 'exprt', '--x'], 'help has no option --x'],
    [[''], 'there is no command ""'],
    [['__proto__'], 'there is no command "__proto__"'],
    [['constructor'], 'there is no command "constructor"'],
  ])('that does not exist is refused: %s', (words, message) => {
    expect(() => readCommandLine(words, PROGRAM)).toThrowError(
      expect.objectContaining({ code: 'WrongUsage', exitCode: 2, message }),
    );
  });
});

const serveLike: CommandDescription = {
  name: 'try',
  purpose: 'Try.',
  examples: ['webhook-cli try'],
  load: async () => async () => 0,
};

function hasSome(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}

/** As a shell splits a line without escapes; what is around the call is its own business. */
function readWords(line: string): string[] {
  return [...line.replace(/ [>|] .*|^eval "\$\(|^source <\(|\)"?$/g, '').matchAll(/'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}
