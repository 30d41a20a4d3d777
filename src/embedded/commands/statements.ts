/** The list of documents, updates or deletes of a write command: in the body, or beside it as bytes. */
import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { decodeDocument } from '../wire/codec.ts';
import type { CommandContext } from './command.ts';
import { documentsOption } from './options.ts';

const STATEMENTS_MAX = 100_000;

export interface Statement {
  readonly document: Document;
  /** The bytes as sent, when they were sent beside the body. */
  readonly bytes: Uint8Array | undefined;
}

export function readStatements({ command, body, sequences }: CommandContext, field: string): readonly Statement[] {
  const statements =
    sequences.get(field)?.map((bytes) => ({ document: decodeDocument(bytes), bytes })) ??
    documentsOption(command, body, field)?.map((document) => ({ document, bytes: undefined }));
  if (statements === undefined) {
    throw new EngineError(40414, 'Location40414', `BSON field '${command}.${field}' is missing but a required field`);
  }
  if (statements.length === 0 || statements.length > STATEMENTS_MAX) {
    const message = `Write batch sizes must be between 1 and ${STATEMENTS_MAX}. Got ${statements.length} operations.`;
    throw new EngineError(16, 'InvalidLength', message);
  }
  return statements;
}
