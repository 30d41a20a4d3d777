/** `completion`: a script for a shell, made from the descriptions of the commands. The shell never starts this program again. */
import { EXIT_CODES } from '../../../error-definition.ts';
import type { RunCommand } from '../../command.ts';
import type { Program } from '../../program/describe-command.ts';
import { renderBash } from './bash.ts';
import { type CompletedProgram, collectWords } from './collect-words.ts';
import { renderFish } from './fish.ts';
import { renderZsh } from './zsh.ts';

export interface CompletionOptions {
  readonly shell: keyof typeof renderers;
}

const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const satisfies Record<
  string,
  (program: CompletedProgram) => string[]
>;

export function createCompletion(program: Program): RunCommand<CompletionOptions> {
  return async ({ shell }, { output }) => {
    const script = renderers[shell](await collectWords(program));
    output.result(script, { shell, script: `${script.join('\n')}\n` });
    return EXIT_CODES.done;
  };
}
