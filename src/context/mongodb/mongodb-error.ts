/** Errors that a function sees: a real Error in the guest with this name, message and code. They end no request by themselves. */
import { MongoServerError } from 'mongodb';
import { isDatabaseAway } from '../../database/database-away.ts';

export class MongoDBError extends Error {
  override readonly name: string = 'MongoDBError';
  readonly code: number | undefined;

  constructor(message: string, code?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A name of its own: a call that ends by this error failed for our trouble, and its sender is told to come again. */
export const DATABASE_AWAY = 'DatabaseAwayError';

class DatabaseAwayError extends MongoDBError {
  override readonly name = DATABASE_AWAY;
}

const DUPLICATE_KEY_CODE = 11000;

/** A failure of the driver as the function sees it. Messages about the network would carry addresses, so they are replaced. */
export function toMongoDBError(error: unknown): MongoDBError {
  if (error instanceof MongoDBError) return error;
  if (isDatabaseAway(error))
    return new DatabaseAwayError('the database cannot be reached', undefined, { cause: error });
  if (error instanceof MongoServerError) {
    // A number object where values keep their database types.
    const code = error.code === undefined ? undefined : Number(error.code);
    const message = code === DUPLICATE_KEY_CODE ? 'Duplicate key error' : error.message;
    return new MongoDBError(message, code, { cause: error });
  }
  return new MongoDBError(error instanceof Error ? error.message : String(error), undefined, { cause: error });
}
