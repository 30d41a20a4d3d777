/** Step 7: the webhook's function in the sandbox; how the call ended becomes a result or a coded error. */
import { DATABASE_AWAY } from '../../context/mongodb/mongodb-error.ts';
import { WebhookCliError } from '../../errors.ts';
import type { FunctionCall, FunctionOutcome, Sandbox } from '../../sandbox/sandbox.ts';

export type ReturnedOutcome = Extract<FunctionOutcome, { status: 'returned' }>;

export async function callFunction(sandbox: Sandbox, call: FunctionCall): Promise<FunctionOutcome> {
  try {
    return await sandbox.call(call);
  } catch (error) {
    const reason = 'the sandbox failed';
    throw new WebhookCliError('InternalServerError', { reason }, { cause: error });
  }
}

/** Throws the coded error of every outcome but `returned`. */
export function requireReturned(outcome: FunctionOutcome): ReturnedOutcome {
  switch (outcome.status) {
    case 'returned':
      return outcome;
    case 'threw':
      throw toThrownError(outcome.error);
    case 'timed-out':
      throw new WebhookCliError('ExecutionTimeLimitExceeded', {});
    case 'out-of-memory':
      throw new WebhookCliError('FunctionExecutionError', { reason: 'memory limit exceeded' });
    case 'lost':
      throw new WebhookCliError('InternalServerError', { reason: 'the function may have run' });
    case 'unavailable':
      throw unavailable(outcome.reason);
  }
}

/** Told from other errors by its name: a function that catches it and throws its own has failed by itself. */
function toThrownError(error: string): WebhookCliError {
  const isAway = error.includes(DATABASE_AWAY) && readName(error) === DATABASE_AWAY;
  if (!isAway) return new WebhookCliError('FunctionExecutionError', { reason: error });
  return new WebhookCliError('InternalServerError', {
    reason: 'the database cannot be reached, the function may have run',
  });
}

/** Of the text of a thrown Error. Other thrown values are text of any kind. */
function readName(error: string): unknown {
  try {
    const value: unknown = JSON.parse(error);
    return typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  } catch {
    return undefined;
  }
}

function unavailable(reason: Extract<FunctionOutcome, { status: 'unavailable' }>['reason']): WebhookCliError {
  switch (reason) {
    case 'queue-full':
      return new WebhookCliError('TooManyRequests', {});
    case 'queue-timeout':
      return new WebhookCliError('InternalServerError', { reason: 'the app is busy, the function did not run' });
    case 'start-failed':
      return new WebhookCliError('InternalServerError', {
        reason: 'the sandbox did not start, the function did not run',
      });
    case 'closed':
      return new WebhookCliError('InternalServerError', { reason: 'shutting down, the function did not run' });
  }
}
