/** Errors after which a change stream cannot go on. The label keeps drivers from opening it again at the same place. */
import { EngineError } from '../engine-error.ts';

const LABELS = { errorLabels: ['NonResumableChangeStreamError'] };

/** What the stream would have to tell is no longer in the oplog. */
export function historyLost(): EngineError {
  const message = 'Resume of change stream was not possible, as the resume point may no longer be in the oplog.';
  return new EngineError(286, 'ChangeStreamHistoryLost', message, LABELS);
}

export function streamFailed(message: string): EngineError {
  return new EngineError(280, 'ChangeStreamFatalError', message, LABELS);
}

export function invalidResumeToken(message: string): EngineError {
  return new EngineError(260, 'InvalidResumeToken', message, LABELS);
}

export function imageMissing(option: string, image: string): EngineError {
  const message = `Change stream was configured to require a ${image} (${option}), but none was kept for the event`;
  return new EngineError(47, 'NoMatchingDocument', message);
}
