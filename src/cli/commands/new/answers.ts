/** One answer: from its flag, else from a prompt that proposes something. */
import { explainUnusableName } from '../../../app/names.ts';
import { renderSuggestion } from '../../../app/nearest-name.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice, askText } from '../../prompts.ts';

export interface NameQuestion {
  /** What is named, in the prompt: `Name of the webhook`. */
  readonly message: string;
  /** Names that are in use, and of what: `a value`. A prompt asks again; a flag ends the command. */
  readonly taken?: { readonly names: readonly string[]; readonly kind: string };
  readonly flag: string;
  readonly given: string | undefined;
  /** Proposed in a prompt; never taken without one. */
  readonly preset?: string;
  readonly explainProblem?: (name: string) => string | undefined;
}

/** @throws WebhookCliError UnusableAnswer, NameTaken, InputNeeded */
export async function resolveName(question: NameQuestion, context: CommandContext): Promise<string> {
  const { given, flag, taken } = question;
  const explainUnusable =
    question.explainProblem ?? ((name: string) => explainUnusableName(name, context.settings.limits));
  const isTaken = (name: string) => taken?.names.includes(name) ?? false;
  const explainProblem = (name: string) =>
    explainUnusable(name) ?? (isTaken(name) ? `there is ${taken?.kind} of that name already` : undefined);
  const name = given ?? (await askText({ ...question, explainProblem }, context));
  const reason = explainUnusable(name);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag, value: name, reason });
  if (taken !== undefined && isTaken(name)) throw new WebhookCliError('NameTaken', { kind: taken.kind, name, flag });
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
