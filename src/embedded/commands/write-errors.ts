/** The statements of one write command: each succeeds or becomes a write error; an ordered command stops at the first. */
import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';

/** Runs the statements in turn and returns the errors in the form of the reply. */
export function runStatements(count: number, ordered: boolean, run: (position: number) => void): Document[] {
  const errors: Document[] = [];
  for (let position = 0; position < count; position += 1) {
    try {
      run(position);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      errors.push({ index: position, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return errors;
}

export function withWriteErrors(reply: Document, errors: readonly Document[]): Document {
  return errors.length === 0 ? reply : { ...reply, writeErrors: errors };
}
