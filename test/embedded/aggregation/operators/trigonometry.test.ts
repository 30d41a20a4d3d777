import { describe, expect, it } from 'vitest';
import { Decimal128, Double, Long } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';
import { shown } from './shown.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const double = (value: number) => new Double(value);
const { NEGATIVE_INFINITY, NaN: NOT_A_NUMBER, POSITIVE_INFINITY } = Number;

const evaluate = (spec: unknown) => compileExpression(spec)(rootScope({ n: null, s: 'text' }));

describe('a trigonometric operator', () => {
  it.each<readonly [unknown, string]>([
    [{ $sin: 0 }, 'double 0'],
    [{ $sin: double(-0) }, 'double -0'],
    [{ $cos: Long.ZERO }, 'double 1'],
    [{ $tan: decimal('1') }, 'decimal 1.557407724654902230506974807458360'],
    [{ $sin: decimal('NaN') }, 'decimal NaN'],
    [{ $cos: double(NOT_A_NUMBER) }, 'double NaN'],
    [{ $asin: 1 }, 'double 1.5707963267948966'],
    [{ $acos: decimal('-1') }, 'decimal 3.141592653589793238462643383279503'],
    [{ $atan: double(NEGATIVE_INFINITY) }, 'double -1.5707963267948966'],
    [{ $atan2: [double(-0), -1] }, 'double -3.141592653589793'],
    [{ $atan2: [decimal('1'), 0] }, 'decimal 1.570796326794896619231321691639751'],
    [{ $sinh: double(POSITIVE_INFINITY) }, 'double Infinity'],
    [{ $cosh: decimal('-Infinity') }, 'decimal Infinity'],
    [{ $tanh: decimal('-180') }, 'decimal -1'],
    [{ $asinh: double(-0) }, 'double -0'],
    [{ $acosh: 1 }, 'double 0'],
    [{ $atanh: -1 }, 'double -Infinity'],
    [{ $atanh: decimal('1') }, 'decimal Infinity'],
    [{ $degreesToRadians: 180 }, 'double 3.141592653589793'],
    [{ $degreesToRadians: decimal('180') }, 'decimal 3.141592653589793238462643383279503'],
    [{ $degreesToRadians: decimal('0') }, 'decimal 0E-35'],
    [{ $radiansToDegrees: double(Math.PI) }, 'double 180'],
    [{ $radiansToDegrees: decimal('NaN') }, 'decimal NaN'],
  ])('%j gives %s', (spec, expected) => {
    expect(shown(evaluate(spec))).toBe(expected);
  });

  it.each(['$sin', '$acos', '$atanh', '$degreesToRadians'])('%s of null is null', (name) => {
    expect(evaluate({ [name]: '$n' })).toBeNull();
    expect(evaluate({ [name]: '$missing' })).toBeNull();
  });

  it('of two operands looks at the second only after the first', () => {
    expect(evaluate({ $atan2: ['$n', '$s'] })).toBeNull();
    expect(evaluate({ $atan2: [1, '$n'] })).toBeNull();
  });

  it.each<readonly [unknown, number]>([
    [{ $sin: double(POSITIVE_INFINITY) }, 50_989],
    [{ $cos: decimal('-Infinity') }, 50_989],
    [{ $asin: double(1.0000000000000002) }, 50_989],
    [{ $acos: decimal('-1.000000000000000000000000000000001') }, 50_989],
    [{ $acosh: 0 }, 50_989],
    [{ $acosh: decimal('0.9999999999999999999999999999999999') }, 50_989],
    [{ $atanh: 2 }, 50_989],
    [{ $sin: '$s' }, 28_765],
    [{ $cosh: ['$s'] }, 28_765],
    [{ $atan2: ['$s', '$s'] }, 51_044],
    [{ $atan2: [1, '$s'] }, 51_045],
    [{ $atan2: [1] }, 16_020],
    [{ $sin: [1, 2] }, 16_020],
  ])('%j fails with %i', (spec, code) => {
    expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code }));
  });
});
