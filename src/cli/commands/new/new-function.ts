/** `new function`: a source, and its config where the app's layout keeps configs of functions. */
import type { LayoutName } from '../../../app/app.ts';
import { explainUnusableName } from '../../../app/names.ts';
import { proposeNumbered } from '../../../app/scaffold/propose-name.ts';
import { scaffoldFunction } from '../../../app/scaffold/scaffold.ts';
import { FUNCTION_LIST, listsFunctions } from '../../../app/scaffold/scaffold-layout.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import type { CommandContext } from '../../command.ts';
import { resolveName } from './answers.ts';
import { createNewId, type Draft, loadUsableApp, nextCommand } from './draft.ts';
import type { NewOptions } from './kinds.ts';

export async function draftFunction(options: NewOptions, context: CommandContext): Promise<Draft> {
  const { app, existing, root } = await loadUsableApp(options, context);
  const names = app.functions.map((known) => known.name);
  const explainProblem = (name: string) => explainFunctionName(name, app.layout, context.settings.limits);
  const preset = proposeNumbered('function', names);
  const question = { message: 'Name of the function', flag: '--name', given: options.name, preset };
  const name = await resolveName({ ...question, explainProblem, taken: { names, kind: 'a function' } }, context);
  const scaffold = scaffoldFunction({ name }, app.layout, existing.files, createNewId(context));
  if (scaffold === undefined) throw new WebhookCliError('ListNotReadable', { path: FUNCTION_LIST });
  return {
    kind: 'function',
    name,
    what: `function ${name}`,
    root,
    existing,
    ...scaffold,
    next: [nextCommand('validate', root, context)],
  };
}

/** In the later layouts a name may lead through folders. */
function explainFunctionName(name: string, layout: LayoutName, limits: Limits): string | undefined {
  if (!listsFunctions(layout) || !name.includes('/')) return explainUnusableName(name, limits);
  if (name.length > limits.appNameLengthMax) return `at most ${limits.appNameLengthMax} characters are allowed`;
  const reasons = name
    .split('/')
    .map((part) => (part === '' ? 'a folder has no name' : explainUnusableName(part, limits)));
  return reasons.find((reason) => reason !== undefined);
}
