/** The list of documents, updates or deletes of a write command: in the body, or beside it as bytes. */
import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { decodeSent } from '../wire/message.ts';
import type { CommandContext } from './command.ts';
import { documentsOption, missingField } from './options.ts';

export const STATEMENTS_MAX = 100_000;

export function readStatements(context: CommandContext, field: string, least = 1): Document[] {
  return sentStatements(context, field, least).map((sent) => (sent instanceof Uint8Array ? decodeSent(sent) : sent));
}

/** Those beside the body are the bytes as sent, not looked at yet. */
export function sentStatements(
  { command, body, sequences }: CommandContext,
  field: string,
  least = 1,
): readonly (Document | Uint8Array)[] {
  const statements: readonly (Document | Uint8Array)[] | undefined =
    sequences.get(field) ?? documentsOption(command, body, field);
  if (statements === undefined) throw missingField(command, field);
  if (statements.length < least || statements.length > STATEMENTS_MAX) {
    const message = `Write batch sizes must be between 1 and ${STATEMENTS_MAX}. Got ${statements.length} operations.`;
    throw new EngineError(16, 'InvalidLength', message);
  }
  return statements;
}
