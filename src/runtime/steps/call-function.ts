/** Step 7: the webhook's function in the sandbox; how the call ended becomes a result or a coded error. */
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
      throw new WebhookCliError('FunctionExecutionError', { reason: outcome.error });
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
