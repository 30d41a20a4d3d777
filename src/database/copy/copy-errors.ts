/** Errors of the driver, as a command ends by them: which side failed decides what can be done about it. */
import { MongoError } from 'mongodb';
import { WebhookCliError } from '../../errors.ts';
import { isDatabaseAway } from '../database-away.ts';
import type { CopySide } from './copy-context.ts';

/** DataCorruptionDetected: a document does not have the checksum that it was stored with. */
const DAMAGED = 301;

/** Runs a step that reads the data file. Throws WebhookCliError DataFileDamaged or EmbeddedEngineFailed. */
export async function fromSource<T>(source: CopySide, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw sourceError(error, source);
  }
}

/** Any other error than the driver's stays as it is. */
export function sourceError(error: unknown, { description }: CopySide): unknown {
  if (!(error instanceof MongoError)) return error;
  const { code, message: reason } = error;
  if (code === DAMAGED) return new WebhookCliError('DataFileDamaged', { path: description, reason }, { cause: error });
  return new WebhookCliError('EmbeddedEngineFailed', { reason }, { cause: error });
}

/** `namespace`: what was copied, where the error is about one. */
export function targetError(error: unknown, { description: hosts }: CopySide, namespace?: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const code = isDatabaseAway(error) ? 'CopyTargetAway' : 'CopyFailed';
  const reason = namespace === undefined ? error.message : `${namespace}: ${error.message}`;
  return new WebhookCliError(code, { hosts, reason }, { cause: error });
}
