import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

async function end(...args: string[]): Promise<unknown> {
  const program = createProgram(async () => undefined);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: () => undefined });
  return program.parseAsync(['node', 'webhook-cli', ...args]).then(
    () => 'done',
    (error: unknown) => error,
  );
}

describe('help', () => {
  it.each([['help'], ['help', 'import'], ['help', 'push']])('is printed: %s %s', async (...args) => {
    expect(await end(...args)).toMatchObject({ code: 'commander.help', exitCode: 0 });
  });

  it('of a command that does not exist is an error with the nearest name', async () => {
    expect(await end('help', 'exprt')).toMatchObject({
      exitCode: 1,
      message: 'there is no command "exprt"; did you mean "export"?',
    });
    expect(await end('help', 'bogus')).toMatchObject({ message: 'there is no command "bogus"' });
  });
});
