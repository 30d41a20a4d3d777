import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { askSecret, confirm } from '../../src/cli/prompts.ts';
import { createWorkplace, type Workplace } from './command-line.ts';
import { typedAnswers } from './typed-answers.ts';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('a question', () => {
  it.each([
    { keys: 'y\n', answer: true },
    { keys: 'n\n', answer: false },
    { keys: '\n', answer: false },
  ])('that is confirmed with $keys is answered $answer', async ({ keys, answer }) => {
    expect(await confirm('Really?', asking({ keys }))).toBe(answer);
  });

  it('is answered yes by --yes, without asking', async () => {
    expect(await confirm('Really?', asking({ interactive: false, assumeYes: true }))).toBe(true);
  });

  it('without a terminal ends with the flag that answers it', async () => {
    const context = asking({ interactive: false });
    await expect(confirm('Really?', context, '--create')).rejects.toMatchObject({
      code: 'InputNeeded',
      exitCode: 4,
      message: 'an answer is needed: Really?',
      hint: expect.stringContaining('--create'),
    });
  });

  it('never makes up a secret because of --yes', async () => {
    const question = { message: 'Secret', flag: '--secret-stdin' };
    const asked = askSecret(question, asking({ interactive: false, assumeYes: true }));
    await expect(asked).rejects.toMatchObject({ code: 'InputNeeded' });
  });

  it('that is open when the command is interrupted ends as interrupted', async () => {
    const controller = new AbortController();
    const asked = confirm('Really?', { ...asking({ keys: '' }), signal: controller.signal });
    setTimeout(() => controller.abort('SIGTERM'), 50);
    await expect(asked).rejects.toMatchObject({ code: 'Interrupted' });
  });

  it('fills what the flags of new leave open', async () => {
    await workplace.run(runNew, { kind: 'app', name: 'shop' });
    const context = { interactive: true, assumeYes: false, stdin: typedAnswers(['total\n', '\n']) };
    const made = await workplace.run(runNew, { kind: 'function', path: 'shop' }, context);
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('Created function total') });
    expect(await readdir(join(workplace.directory, 'shop/functions'))).toEqual(['total']);
  });
});

/** What a person types is there before it is asked for. */
function asking({ keys = '', interactive = true, assumeYes = false }) {
  const stdin = new PassThrough();
  stdin.write(keys);
  return { interactive, assumeYes, stdin, signal: new AbortController().signal };
}
