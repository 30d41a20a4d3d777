import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderBash } from '../../src/cli/commands/completion/bash.ts';
import { type CompletedProgram, collectWords } from '../../src/cli/commands/completion/collect-words.ts';
import { createCompletion } from '../../src/cli/commands/completion/completion.ts';
import { renderFish } from '../../src/cli/commands/completion/fish.ts';
import { quoteList } from '../../src/cli/commands/completion/shell-words.ts';
import { renderZsh } from '../../src/cli/commands/completion/zsh.ts';
import { listCommands, namesOf } from '../../src/cli/program/describe-command.ts';
import { parseFlags } from '../../src/cli/program/option-flags.ts';
import { PROGRAM } from '../../src/cli/program.ts';
import { createWorkplace, withJson } from './command-line.ts';

const completed = await collectWords(PROGRAM);
const shells = [
  ['bash', renderBash(completed).join('\n')],
  ['zsh', renderZsh(completed).join('\n')],
  ['fish', renderFish(completed).join('\n')],
] as const;

describe('completion in bash', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'webhook-cli-completion-'));
    await mkdir(join(home, 'my apps'));
    await mkdir(join(home, 'other'));
    await writeFile(join(home, 'orders.txt'), '');
    await writeFile(join(home, 'orders.zip'), '');
    await writeFile(join(home, 'script'), renderBash(completed).join('\n'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** As bash splits the line: "=" is a word of its own. The last word is the one before the cursor. */
  function complete(...words: string[]): string[] {
    const program = `eval "$(cat script)"
      [ "$(complete -p webhook-cli)" = "complete -F _webhook_cli webhook-cli" ] || exit 9
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _webhook_cli
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const ran = spawnSync('bash', ['--norc', '-c', program, 'bash', 'webhook-cli', ...words], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    return ran.stdout.split('\n').filter((line) => line !== '');
  }

  it.each([
    { words: ['imp'], gives: ['import'] },
    { words: ['pu'], gives: ['pull', 'push'] },
    { words: ['--'], gives: ['--help', '--version'] },
    { words: ['config', ''], gives: ['show', '--help'] },
    { words: ['import', '--strat'], gives: ['--strategy'] },
    { words: ['import', '--yes', '--strat'], gives: ['--strategy'] },
    { words: ['push', '--app-id', '--strat', '--dry'], gives: ['--dry-run'] },
    { words: ['import', '--strategy', ''], gives: ['merge', 'replace', 'replace-by-name'] },
    { words: ['import', '-strategy', 'me'], gives: ['merge'] },
    { words: ['push', '--strategy', '='], gives: ['merge', 'replace', 'replace-by-name'] },
    { words: ['import', '--strategy', '=', 'rep'], gives: ['replace', 'replace-by-name'] },
    { words: ['import', '--strategy', '=', 'merge', '--dry'], gives: ['--dry-run'] },
    { words: ['import', '--yes', '=', 'true', '--dry'], gives: ['--dry-run'] },
    { words: ['completion', ''], gives: ['bash', 'zsh', 'fish'] },
    { words: ['completion', 'bash', ''], gives: [] },
    { words: ['help', 'config', 'sh'], gives: ['show'] },
    { words: ['config', 'show', '--data'], gives: ['--data-dir'] },
    { words: ['validate', 'o'], gives: ['orders.zip', 'other'] },
    { words: ['export', '-o', 'o'], gives: ['other'] },
    { words: ['validate', '--path', 'm'], gives: ['my apps'] },
    { words: ['new', 'webhook', '--secret-file', 'o'], gives: ['orders.txt', 'orders.zip', 'other'] },
    { words: ['new', '--name', ''], gives: [] },
    { words: ['validate', '--', '--'], gives: [] },
    { words: ['bogus', ''], gives: [] },
    { words: ['config', 'bogus', '--'], gives: [] },
    { words: ['$(touch broken)', ''], gives: [] },
    { words: [''], gives: [...completed.firstWords.map(({ text }) => text), '--help', '--version'] },
  ])('proposes for $words: $gives', ({ words, gives }) => {
    expect(complete(...words).sort()).toEqual([...gives].sort());
  });
});

describe('a completion script', () => {
  it.each(shells)('for %s knows every command, alias, option and choice', (_, script) => {
    for (const command of listCommands(PROGRAM)) {
      for (const name of namesOf(command)) expect(script).toContain(name);
      for (const { flags, choices = [], hidden } of command.options ?? []) {
        if (!hidden) expect(script).toMatch(new RegExp(`(--|-l )${parseFlags(flags).long.slice(2)}\\b`));
        for (const choice of choices) expect(script).toContain(choice);
      }
    }
  });

  it.each(shells)('for %s proposes no option that is hidden', (_, script) => {
    expect(/(--|-l )password\b/.test(script)).toBe(false);
  });

  it('for bash keeps to what bash 3.2 knows', () => {
    const newer = /declare -[Ag]|mapfile|readarray|local -n|\$\{\w+(,,|\^\^)|&>>|\[\[.*-v /;
    expect(renderBash(completed).filter((line) => newer.test(line))).toEqual([]);
  });

  it('for zsh works from a file and when it is sourced', () => {
    const lines = renderZsh(completed);
    expect(lines[0]).toBe('#compdef webhook-cli');
    expect(lines).toContain('  compdef _webhook_cli webhook-cli');
    expect(lines).toContain('  _webhook_cli "$@"');
  });

  it('for fish completes nothing but what it names', () => {
    expect(renderFish(completed)).toContain('complete -c webhook-cli -f');
  });

  it('quotes what a summary may hold', () => {
    const text = `it's "a" \\ [b]: $(c) \`d\``;
    const strange: CompletedProgram = {
      firstWords: [{ text: 'try', summary: text }],
      groups: [],
      commands: [
        {
          names: ['try'],
          options: [{ long: '--it', short: '-i', summary: text, values: ['a', 'b'] }],
          arguments: [],
          isVariadic: false,
        },
      ],
    };
    expect(renderZsh(strange).join('\n')).toContain(`'try:it'\\''s "a" \\ [b]: $(c) \`d\`'`);
    expect(renderZsh(strange).join('\n')).toContain(`[it'\\''s "a" \\\\ \\[b\\]\\: $(c) \`d\`]:it:(a b)'`);
    expect(renderFish(strange).join('\n')).toContain(`-d 'it\\'s "a" \\\\ [b]: $(c) \`d\`'`);
  });

  it.each(['a b', '$(x)', '`x`', '*', ''])('never holds a value that the shell would expand: %j', (word) => {
    expect(() => quoteList(['fine', word])).toThrow('cannot be completed');
  });

  it('is the result of the command, as text and as JSON', async () => {
    const workplace = await createWorkplace();
    const options = { shell: 'bash' } as const;
    const text = await workplace.run(createCompletion(PROGRAM), options);
    expect(text).toMatchObject({ status: 0, stderr: '', stdout: `${shells[0][1]}\n` });
    const json = await workplace.run(createCompletion(PROGRAM), options, withJson);
    expect(json.json).toMatchObject({ ok: true, data: { shell: 'bash', script: text.stdout } });
    await workplace.remove();
  });
});
