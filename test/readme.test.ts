import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupOf, listCommands, namesOf } from '../src/cli/program/describe-command.ts';
import { listExitCodes } from '../src/cli/program/exit-codes.ts';
import { PROGRAM } from '../src/cli/program.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
};
const commands = listCommands(PROGRAM);

describe('README.md', () => {
  it('lists the exit codes that the program uses, with the words of its help', () => {
    const rows = [...readme.matchAll(/^\| (\d[\d, ]*?)\s*\| (.+?)\s*\|$/gm)].map(([, codes, meaning]) => ({
      codes,
      meaning,
    }));
    expect(rows).toEqual(listExitCodes());
  });

  it('has every command in its table, with its aliases and purpose', () => {
    const rows = commands.map((command) => {
      const names = namesOf(command).map((name) => `\`${name}\``);
      return `| ${names.join(', ')} | ${command.purpose} |`;
    });
    const section = /^## Commands\n[\s\S]*?^\|---\|---\|\n((?:\|.*\n)+)/m.exec(readme);
    expect(section?.[1]?.trimEnd().split('\n')).toEqual(rows);
  });

  it('says of every dependency what it is for, and of nothing else', () => {
    const table = readme.slice(readme.indexOf('| dependency'), readme.indexOf('MIT licence'));
    const named = [...table.matchAll(/^\| ([^|]+?)\s*\|/gm)].slice(1).flatMap((row) => (row[1] ?? '').split(', '));
    expect(named.sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('shows only commands that exist', () => {
    const shown = [...readme.matchAll(/^webhook-cli (\w+)/gm)].map((match) => match[1]);
    expect(shown.length).toBeGreaterThan(0);
    const known = [...commands.flatMap(namesOf), ...commands.map((command) => groupOf(command))];
    expect(shown.filter((name) => name !== undefined && !known.includes(name))).toEqual([]);
  });

  it('shows only npm scripts that exist', () => {
    const shown = [...readme.matchAll(/npm run (\w+)/g)].map((match) => match[1] ?? '');
    expect(shown.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });
});
