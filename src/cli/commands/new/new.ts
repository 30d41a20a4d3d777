/** `new`: answers (flags first, then prompts) → scaffold → parse and check the result → show → write without overwriting. */
import { extname } from 'node:path';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import type { Draft } from './draft.ts';
import { askForKind, assertOptionsFit, type NewKind, type NewOptions, readKind } from './kinds.ts';
import { draftApp } from './new-app.ts';
import { draftFunction } from './new-function.ts';
import { draftService } from './new-service.ts';
import { runTypes } from './new-types.ts';
import { draftValue } from './new-value.ts';
import { draftWebhook } from './new-webhook.ts';
import { writeDraft } from './write-draft.ts';

const DRAFTS: Readonly<Record<NewKind, (options: NewOptions, context: CommandContext) => Promise<Draft>>> = {
  app: draftApp,
  service: draftService,
  webhook: draftWebhook,
  function: draftFunction,
  value: draftValue,
};

export async function runNew(options: NewOptions, context: CommandContext): Promise<number> {
  const { path, kind, types } = options;
  if (path !== undefined && extname(path).toLowerCase() === '.zip') {
    throw new WebhookCliError('ArchiveNotWritable', { path });
  }
  if (kind === undefined && types === true) return runTypes(options, context);
  const chosen = kind === undefined ? await askForKind(options, context) : readKind(kind);
  assertOptionsFit(chosen, options);
  return writeDraft(await DRAFTS[chosen](options, context), options, context);
}
