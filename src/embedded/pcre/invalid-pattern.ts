/** What is wrong with a pattern, and where. The caller gives it the code of the operator that the pattern is for. */
import { type EngineError, notImplemented } from '../engine-error.ts';

export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';

  constructor(reason: string, at: number) {
    super(`${reason} at offset ${at}`);
  }
}

/** PCRE2 has it, this engine does not. */
export function unsupportedPattern(what: string): EngineError {
  return notImplemented(`regular expression: ${what}`);
}
