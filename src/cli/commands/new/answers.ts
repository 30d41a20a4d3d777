/** One answer: from its flag, else from a prompt that proposes something. */
import { explainUnusableName } from '../../../app/names.ts';
import { renderSuggestion } from '../../../app/nearest-name.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice, askText } from '../../prompts.ts';

export interface NameQuestion {
  /** What is named, in the prompt: `Name of the webhook`. */
  readonly message: string;
  readonly flag: string;
  readonly given: string | undefined;
  /** Proposed in a prompt; never taken without one. */
  readonly preset?: string;
  readonly explainProblem?: (name: string) => string | undefined;
}

/** @throws WebhookCliError UnusableAnswer, InputNeeded */
export async function resolveName(question: NameQuestion, context: CommandContext): Promise<string> {
  const { given, flag } = question;
  const explainProblem =
    question.explainProblem ?? ((name: string) => explainUnusableName(name, context.settings.limits));
  const name = given ?? (await askText({ ...question, explainProblem }, context));
  const reason = explainProblem(name);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag, value: name, reason });
  return name;
}

export interface Choice<Value extends string> {
  readonly message: string;
  readonly flag: string;
  readonly given: string | undefined;
  readonly allowed: readonly Value[];
  readonly preset?: Value;
  readonly label?: (value: Value) => string;
}

/** A flag's value counts only when it is one of the allowed ones; upper and lower case are one. */
export async function resolveChoice<Value extends string>(
  { given, allowed, flag, label = (value) => value, ...question }: Choice<Value>,
  context: CommandContext,
): Promise<Value> {
  if (given === undefined) {
    const choices = allowed.map((value) => ({ value, label: label(value) }));
    return askChoice({ ...question, flag, choices }, context);
  }
  const match = allowed.find((value) => value.toLowerCase() === given.toLowerCase());
  if (match !== undefined) return match;
  const reason = `the allowed values are ${allowed.join(', ')}${renderSuggestion(given, allowed)}`;
  throw new WebhookCliError('UnusableAnswer', { flag, value: given, reason });
}
