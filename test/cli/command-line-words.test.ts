import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS } from '../../src/cli/program/common-options.ts';
import { listCommands, namesOf } from '../../src/cli/program/describe-command.ts';
import { parseFlags } from '../../src/cli/program/option-flags.ts';
import { readCommandLine } from '../../src/cli/program/read-command-line.ts';
import { PROGRAM } from '../../src/cli/program.ts';
import { WebhookCliError } from '../../src/errors.ts';

const commands = listCommands(PROGRAM);
const flags = [
  ...commands.flatMap(({ options = [], oldFlags = [] }) => [...options, ...oldFlags]),
  ...COMMON_OPTIONS,
].map(({ flags: text }) => parseFlags(text).long);

const flag = fc.constantFrom(...flags, '--bogus', '-y', '-o', '-h', '-v');
const strange = fc.constantFrom('', '-', '--', '---', '=', '-=', '--=', '__proto__', 'constructor', '\u001b[2J', '\0');
const word = fc.oneof(
  fc.constantFrom(...commands.flatMap(namesOf)).chain((name) => fc.constantFrom(...name.split(' '))),
  flag,
  flag.map((long) => long.replace('--', '-')),
  fc
    .tuple(flag, fc.oneof(fc.constantFrom('true', 'false', '', 'a=b'), fc.string()))
    .map(([long, value]) => `${long}=${value}`),
  strange,
  fc.string(),
);

describe('any words', () => {
  it('are read, or refused as wrong usage', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        try {
          expect(['run', 'help', 'version', 'incomplete']).toContain(readCommandLine(words, PROGRAM).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(WebhookCliError);
          expect(error).toMatchObject({ exitCode: 2 });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('after an option that takes one are its value, whatever they look like', () => {
    fc.assert(
      fc.property(word, fc.boolean(), fc.boolean(), (value, isInline, isOld) => {
        const long = isOld ? '-app-name' : '--app-name';
        const line = readCommandLine(
          ['import', ...(isInline ? [`${long}=${value}`] : [long, value]), '--dry-run'],
          PROGRAM,
        );
        expect(line).toMatchObject({ kind: 'run', options: { appName: value, dryRun: true } });
      }),
    );
  });

  it('after -- are arguments, whatever they look like', () => {
    fc.assert(
      fc.property(word, (value) => {
        const line = readCommandLine(['validate', '--', value], PROGRAM);
        expect(line).toMatchObject({ kind: 'run', options: { directory: value } });
      }),
    );
  });
});
