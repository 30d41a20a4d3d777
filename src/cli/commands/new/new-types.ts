/** `new --types` alone: only the typings, made anew. */
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext } from '../../command.ts';
import { loadUsableApp } from './draft.ts';
import { carryOut } from './file-plan.ts';
import type { NewOptions } from './kinds.ts';
import { planTypings } from './typings-files.ts';

export async function runTypes(options: NewOptions, context: CommandContext): Promise<number> {
  const { app, root } = await loadUsableApp(options, context);
  const plan = { root, isNewApp: false, ...planTypings(app, root, context.settings.limits) };
  const dryRun = options.dryRun === true;
  const data = { kind: 'types', name: app.name };
  if (plan.created.size + plan.changed.size > 0) {
    return carryOut(plan, { what: `typings of the app ${app.name}`, data, lines: [] }, dryRun, context);
  }
  context.output.result('The typings fit the app already; nothing was written.', { ...data, dryRun, root, files: [] });
  return EXIT_CODES.done;
}
