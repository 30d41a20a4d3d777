/** The list of documents, updates or deletes of a write command: in the body, or beside it as bytes. */
import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { decodeDocument } from '../wire/codec.ts';
import type { CommandContext } from './command.ts';
import { documentsOption } from './options.ts';

const STATEMENTS_MAX = 100_000;

export function readStatements(context: CommandContext, field: string): Document[] {
  return sentStatements(context, field).map((sent) => (sent instanceof Uint8Array ? decodeDocument(sent) : sent));
}

/** Those beside the body are the bytes as sent, not looked at yet. */
export function sentStatements(
  { command, body, sequences }: CommandContext,
  field: string,
): readonly (Document | Uint8Array)[] {
  const statements: readonly (Document | Uint8Array)[] | undefined =
    sequences.get(field) ?? documentsOption(command, body, field);
  if (statements === undefined) {
    throw new EngineError(40414, 'Location40414', `BSON field '${command}.${field}' is missing but a required field`);
  }
  if (statements.length === 0 || statements.length > STATEMENTS_MAX) {
    const message = `Write batch sizes must be between 1 and ${STATEMENTS_MAX}. Got ${statements.length} operations.`;
    throw new EngineError(16, 'InvalidLength', message);
  }
  return statements;
}
