/** Tells a database that is away from one that answers with an error. */
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';

/** The database cannot be reached, or changes its primary: the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof MongoError)) return isSocketError(error);
  // The driver wraps whatever ends a bulk write, insertMany included, and keeps what it was here.
  if (error instanceof MongoBulkWriteError && isDatabaseAway(error.errorResponse)) return true;
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error.hasErrorLabel('RetryableWriteError') ||
    (error instanceof MongoServerError && CHANGING_PRIMARY_CODES.has(Number(error.code)))
  );
}

/** A connection that ends under a large write ends it with the system's own error, which the driver lets through. */
function isSocketError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** What a member answers that is no primary, or is on its way down. Reads that meet it get no label from the driver. */
const CHANGING_PRIMARY_CODES: ReadonlySet<number> = new Set([
  91, // ShutdownInProgress
  189, // PrimarySteppedDown
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
]);
