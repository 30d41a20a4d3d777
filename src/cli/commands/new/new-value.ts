/** `new value`: a named constant that functions read with `context.values.get`. */
import type { JsonValue } from '../../../app/app.ts';
import { describeKind, parseJsonFile } from '../../../app/json/json-text.ts';
import { proposeNumbered } from '../../../app/scaffold/propose-name.ts';
import { scaffoldValue } from '../../../app/scaffold/scaffold.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import type { CommandContext } from '../../command.ts';
import { askText } from '../../prompts.ts';
import { resolveName } from './answers.ts';
import { createNewId, type Draft, loadUsableApp, nextCommand } from './draft.ts';
import type { NewOptions } from './kinds.ts';

export async function draftValue(options: NewOptions, context: CommandContext): Promise<Draft> {
  const { app, existing, root } = await loadUsableApp(options, context);
  const names = app.values.map((known) => known.name);
  const preset = proposeNumbered('value', names);
  const question = { message: 'Name of the value', flag: '--name', given: options.name, preset };
  const name = await resolveName({ ...question, taken: { names, kind: 'a value' } }, context);
  const value = await resolveValue(options, context);
  return {
    kind: 'value',
    name,
    what: `value ${name}, ${describeKind(value)}`,
    root,
    existing,
    created: scaffoldValue({ name, value, private: false }, app.layout, createNewId(context)),
    changed: new Map(),
    next: [nextCommand('validate', root, context)],
  };
}

async function resolveValue({ value: given }: NewOptions, context: CommandContext): Promise<JsonValue> {
  const { limits } = context.settings;
  const explainProblem = (text: string) => readValue(text, limits).problem;
  const text =
    given ?? (await askText({ message: 'Value (JSON, or a text)', flag: '--value', explainProblem }, context));
  const { value, problem } = readValue(text, limits);
  if (problem !== undefined || value === undefined) {
    throw new WebhookCliError('UnusableAnswer', { flag: '--value', value: text, reason: problem ?? 'it is no value' });
  }
  return value;
}

interface ReadValue {
  readonly value?: JsonValue;
  readonly problem?: string;
}

/** What begins like JSON and is none was meant as JSON; anything else that is none is a text as it stands. */
function readValue(text: string, limits: Limits): ReadValue {
  if (!isJson(text)) {
    return /^\s*[[{"]/.test(text) ? { problem: 'it begins like JSON and is not valid JSON' } : { value: text };
  }
  // As a member of a file it passes the same checks as any file: repeated keys, numbers that lose digits, depth.
  const { file, issues } = parseJsonFile('value', new TextEncoder().encode(`{"value":${text}}`), limits);
  const value = file?.json.value;
  return value === undefined ? { problem: issues.map(({ message }) => message).join('; ') } : { value };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The question is only whether it is JSON.
    return false;
  }
}
