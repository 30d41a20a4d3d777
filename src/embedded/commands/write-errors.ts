/** The statements of one write command: each succeeds or becomes a write error; an ordered command stops at the first. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { EngineError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { clampedWhole } from './option-numbers.ts';

/** Runs the statements in turn and returns the errors in the form of the reply. */
export function runStatements(count: number, ordered: boolean, run: (position: number) => void): Document[] {
  const errors: Document[] = [];
  const bounded = boundedErrors();
  for (let position = 0; position < count; position += 1) {
    try {
      run(position);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const { code, message, extra } = bounded(error);
      errors.push({ index: position, code, ...extra, errmsg: message });
      if (ordered) break;
    }
  }
  return errors;
}

const DETAILS_BYTES_MAX = 1_048_576;

/**
 * For the errors of one command: once what they tell takes so many bytes, the rest have a code and an empty message, as
 * those of a server. An error may hold a whole document, and a command has many statements.
 */
export function boundedErrors(): (error: EngineError) => EngineError {
  let bytes = 0;
  return (error) => {
    if (bytes >= DETAILS_BYTES_MAX) return new EngineError(error.code, error.codeName, '');
    const { code, codeName, message, extra } = error;
    bytes += message.length + encodeDocument(extra).length;
    return new EngineError(code, codeName, message, extra);
  };
}

/** The reply of a write command, empty when the client does not want to know. */
export function writeReply(body: Document, reply: Document, errors: readonly Document[]): Document {
  if (isUnacknowledged(body)) return {};
  return errors.length === 0 ? reply : { ...reply, writeErrors: errors };
}

export function isUnacknowledged(body: Document): boolean {
  return clampedWhole(asDocument(body.writeConcern)?.w) === 0;
}
