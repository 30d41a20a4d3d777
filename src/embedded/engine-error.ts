/** The one error of the engine: MongoDB's own code, its name and a message that names the operator or path at fault. */
import type { Document } from '../bson/bson.ts';
import { READ_LEVELS_MAX } from '../bson/nesting.ts';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: number;
  readonly codeName: string;
  private readonly makeExtra: Document | (() => Document);

  /** `extra` as a function where it is dear to make: of a thousand errors of a command few are told in full. */
  constructor(code: number, codeName: string, message: string, extra: Document | (() => Document) = {}) {
    super(message);
    this.code = code;
    this.codeName = codeName;
    this.makeExtra = extra;
  }

  /** Further fields of the server's answer, such as `keyPattern` and `keyValue` of a duplicate key. */
  get extra(): Document {
    return typeof this.makeExtra === 'function' ? this.makeExtra() : this.makeExtra;
  }
}

export function badValue(message: string): EngineError {
  return new EngineError(2, 'BadValue', message);
}

export function failedToParse(message: string): EngineError {
  return new EngineError(9, 'FailedToParse', message);
}

export function typeMismatch(message: string): EngineError {
  return new EngineError(14, 'TypeMismatch', message);
}

export function nestedTooDeep(levelsMax = READ_LEVELS_MAX): EngineError {
  return new EngineError(
    15,
    'Overflow',
    `nested too deep: more than ${levelsMax} documents and arrays within each other`,
  );
}

export function documentTooLarge(message: string): EngineError {
  return new EngineError(10_334, 'BSONObjectTooLarge', message);
}

/** Known to MongoDB, not to this engine: refused by name, so that no answer is silently different. */
export function notImplemented(name: string): EngineError {
  return new EngineError(238, 'NotImplemented', `${name} is not supported by the embedded engine`);
}

/** MongoDB names the errors that have only a number `Location<number>`. */
export function locationError(code: number, message: string): EngineError {
  return new EngineError(code, `Location${code}`, message);
}
