/** A value that cannot be converted. `$convert` and `$dateFromString` have an operand for it, `onError`. */
import { EngineError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';

export function conversionFailure(message: string): EngineError {
  return new EngineError(241, 'ConversionFailure', message);
}

export function unsupportedConversion(value: unknown, target: string): EngineError {
  return conversionFailure(`Unsupported conversion from ${typeName(value)} to ${target} in $convert`);
}

/** Of a number that the type has no place for. */
export function overflow(value: unknown, target: string): EngineError {
  return conversionFailure(`Conversion would overflow target type ${target}: ${String(value)}`);
}

export function isConversionFailure(error: unknown): boolean {
  return error instanceof EngineError && error.codeName === 'ConversionFailure';
}
