/**
 * Questions to a person. They are asked on stderr, so that stdout stays clean, and only on a terminal: without one a
 * question ends the command and names the flag that answers it.
 */
import { WebhookCliError } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { escapeForTerminal } from './output.ts';

type Asking = Pick<CommandContext, 'interactive' | 'assumeYes' | 'stdin' | 'signal'>;

export interface Question {
  readonly message: string;
  /** What answers the question without a terminal, such as `--name`. */
  readonly flag: string;
}

export interface TextQuestion extends Question {
  /** Says what is wrong with an answer; undefined when it may be used. */
  readonly explainProblem?: (answer: string) => string | undefined;
  /** What an empty answer stands for; shown with the question. */
  readonly preset?: string;
}

export interface ChoiceQuestion<Value extends string> extends Question {
  readonly choices: ReadonlyArray<{ readonly value: Value; readonly label?: string }>;
  readonly preset?: Value;
}

/**
 * `--yes` answers this without asking. `preset` is what an empty answer stands for.
 * @throws WebhookCliError InputNeeded, Interrupted
 */
export async function confirm(message: string, context: Asking, flag = '--yes', preset = false): Promise<boolean> {
  if (context.assumeYes) return true;
  return (await ask({ message, flag }, { type: 'confirm', default: preset }, context)) === true;
}

/** White space around a typed answer is nobody's intention; around a flag's value it is kept. */
export async function askText(question: TextQuestion, context: Asking): Promise<string> {
  const validate = (answer: string) => question.explainProblem?.(answer.trim()) ?? true;
  const details = { type: 'input', validate, ...(question.preset === undefined ? {} : { default: question.preset }) };
  return String(await ask(question, details, context)).trim();
}

/** What is typed is not shown. */
export async function askSecret(question: Question, context: Asking): Promise<string> {
  const validate = (answer: string) => answer !== '' || 'a secret is needed';
  return String(await ask(question, { type: 'password', validate }, context));
}

export async function askChoice<Value extends string>(
  question: ChoiceQuestion<Value>,
  context: Asking,
): Promise<Value> {
  const choices = question.choices.map(({ value, label = value }) => ({ value, name: escapeForTerminal(label) }));
  const details = { type: 'select', choices, ...(question.preset === undefined ? {} : { default: question.preset }) };
  const answer = await ask(question, details, context);
  const chosen = question.choices.find(({ value }) => value === answer);
  if (chosen === undefined) throw new WebhookCliError('InternalError', { reason: 'the prompt gave no choice' });
  return chosen.value;
}

async function ask(question: Question, details: object, context: Asking): Promise<unknown> {
  if (!context.interactive) {
    throw new WebhookCliError('InputNeeded', { question: question.message, flag: question.flag });
  }
  // Loading the library takes longer than most commands.
  const { createPromptModule } = await import('inquirer');
  const prompt = createPromptModule({ input: context.stdin, output: process.stderr, signal: context.signal });
  try {
    const answers: Readonly<Record<string, unknown>> = await prompt([
      { name: 'answer', message: escapeForTerminal(question.message), ...details },
    ] as Parameters<typeof prompt>[0]);
    return answers.answer;
  } catch (error) {
    if (isCtrlC(error)) await raiseInterrupt(context.signal);
    if (context.signal.aborted) throw new WebhookCliError('Interrupted', {}, { cause: error });
    throw error;
  }
}

/** In raw mode the terminal hands Ctrl-C over as a key, and the prompt reports it as an error of this name. */
function isCtrlC(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}

const interruptWaitMs = 1_000;

/**
 * So that Ctrl-C ends a command in one way only, whether a prompt was open or not. The timer keeps the process alive until
 * the signal arrives; waiting for a signal alone does not.
 */
async function raiseInterrupt(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, interruptWaitMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  process.kill(process.pid, 'SIGINT');
  await promise;
  clearTimeout(timer);
}
