/** The statements of one write command: each succeeds or becomes a write error; an ordered command stops at the first. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { EngineError } from '../engine-error.ts';
import { clampedWhole } from './option-numbers.ts';

/** Runs the statements in turn and returns the errors in the form of the reply. */
export function runStatements(count: number, ordered: boolean, run: (position: number) => void): Document[] {
  const errors: Document[] = [];
  for (let position = 0; position < count; position += 1) {
    try {
      run(position);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      errors.push({ index: position, code: error.code, ...error.extra, errmsg: error.message });
      if (ordered) break;
    }
  }
  return errors;
}

/** The reply of a write command, empty when the client does not want to know. */
export function writeReply(body: Document, reply: Document, errors: readonly Document[]): Document {
  if (isUnacknowledged(body)) return {};
  return errors.length === 0 ? reply : { ...reply, writeErrors: errors };
}

export function isUnacknowledged(body: Document): boolean {
  return clampedWhole(asDocument(body.writeConcern)?.w) === 0;
}
