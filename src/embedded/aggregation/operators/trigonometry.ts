/** Trigonometric and hyperbolic operators, in radians. */
import { numberType, toDecimal, toDouble, widerType } from '../../../bson/arithmetic.ts';
import { Double } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { compareNumbers, exactNumber, isNotANumber } from '../../../bson/compare-numbers.ts';
import { type DecimalValue, finite, roundToFormat, toDecimal128 } from '../../../bson/decimal.ts';
import { divideDecimals, multiplyDecimals } from '../../../bson/decimal-arithmetic.ts';
import {
  hyperbolicCosineDecimal,
  hyperbolicSineDecimal,
  hyperbolicTangentDecimal,
  inverseHyperbolicCosineDecimal,
  inverseHyperbolicSineDecimal,
  inverseHyperbolicTangentDecimal,
} from '../../../bson/decimal-hyperbolic.ts';
import {
  arcCosineDecimal,
  arcSineDecimal,
  arcTangent2Decimal,
  arcTangentDecimal,
  cosineDecimal,
  PI,
  sineDecimal,
  tangentDecimal,
} from '../../../bson/decimal-trigonometry.ts';
import {
  hyperbolicCosineDouble,
  inverseHyperbolicCosineDouble,
  inverseHyperbolicSineDouble,
} from '../../../bson/double-exponential.ts';
import {
  arcCosineDouble,
  arcSineDouble,
  arcTangent2Double,
  arcTangentDouble,
  cosineDouble,
  sineDouble,
  tangentDouble,
} from '../../../bson/double-trigonometry.ts';
import { locationError } from '../../engine-error.ts';
import { checkCount } from '../operands.ts';
import {
  type Expression,
  type OperatorCompiler,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../scope.ts';
import { ofNumber, ofReal } from './numeric.ts';

const STRAIGHT_ANGLE = finite(180n, 0);

export const TRIGONOMETRY_OPERATORS: OperatorTable = {
  $sin: bounded(isFiniteNumber, sineDouble, sineDecimal),
  $cos: bounded(isFiniteNumber, cosineDouble, cosineDecimal),
  $tan: bounded(isFiniteNumber, tangentDouble, tangentDecimal),
  $asin: bounded(isRatio, arcSineDouble, arcSineDecimal),
  $acos: bounded(isRatio, arcCosineDouble, arcCosineDecimal),
  $atan: ofReal(arcTangentDouble, arcTangentDecimal),
  $atan2: compileArcTangent2,
  $sinh: ofReal(Math.sinh, hyperbolicSineDecimal),
  $cosh: ofReal(hyperbolicCosineDouble, hyperbolicCosineDecimal),
  $tanh: ofReal(Math.tanh, hyperbolicTangentDecimal),
  $asinh: ofReal(inverseHyperbolicSineDouble, inverseHyperbolicSineDecimal),
  $acosh: bounded(isOneOrMore, inverseHyperbolicCosineDouble, inverseHyperbolicCosineDecimal),
  $atanh: bounded(isRatio, Math.atanh, inverseHyperbolicTangentDecimal),
  $degreesToRadians: scaled(Math.PI / 180, roundToFormat(divideDecimals(PI, STRAIGHT_ANGLE))),
  $radiansToDegrees: scaled(180 / Math.PI, roundToFormat(divideDecimals(STRAIGHT_ANGLE, PI))),
};

/** NaN is in no range, and is itself the result. */
function bounded(
  isInRange: (value: unknown) => boolean,
  ofDouble: (value: number) => number,
  ofDecimal: (value: DecimalValue) => DecimalValue,
): OperatorCompiler {
  return ofNumber((value, name) => {
    if (isNotANumber(exactNumber(value))) return value;
    if (!isInRange(value)) throw locationError(50_989, `cannot apply ${name} to ${String(value)}: it is out of range`);
    if (numberType(value) === 'decimal') return toDecimal128(ofDecimal(toDecimal(value)));
    return new Double(ofDouble(toDouble(value)));
  });
}

function isFiniteNumber(value: unknown): boolean {
  return compareNumbers(value, Number.POSITIVE_INFINITY) < 0 && compareNumbers(value, Number.NEGATIVE_INFINITY) > 0;
}

function isRatio(value: unknown): boolean {
  return compareNumbers(value, -1) >= 0 && compareNumbers(value, 1) <= 0;
}

function isOneOrMore(value: unknown): boolean {
  return compareNumbers(value, 1) >= 0;
}

/** The second operand is not looked at when the first is null or an error. */
function compileArcTangent2(operand: unknown, { name, compile }: OperatorContext): Expression {
  const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  checkCount(name, specs.length, 2, 2);
  const [first, second] = specs.map((spec) => compile(spec));
  return (scope) => {
    const y = first?.(scope);
    if (isNullish(y)) return null;
    if (!isNumeric(y)) throw locationError(51_044, `${name} only supports numeric types, not ${typeName(y)}`);
    const x = second?.(scope);
    if (isNullish(x)) return null;
    if (!isNumeric(x)) throw locationError(51_045, `${name} only supports numeric types, not ${typeName(x)}`);
    if (widerType(y, x) !== 'decimal') return new Double(arcTangent2Double(toDouble(y), toDouble(x)));
    return toDecimal128(arcTangent2Decimal(toDecimal(y), toDecimal(x)));
  };
}

function scaled(ofDouble: number, ofDecimal: DecimalValue): OperatorCompiler {
  return ofReal(
    (value) => value * ofDouble,
    (value) => multiplyDecimals(value, ofDecimal),
  );
}
