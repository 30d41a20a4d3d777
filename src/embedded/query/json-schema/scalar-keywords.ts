/** The keywords about numbers and strings. */
import { toDecimal } from '../../../bson/arithmetic.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { decimalSign } from '../../../bson/decimal.ts';
import { remainderOfDecimals } from '../../../bson/decimal-arithmetic.ts';
import { failedToParse } from '../../engine-error.ts';
import { type RangeOperator, rangeTest } from '../comparison.ts';
import { compileRegex, regexTest } from '../regex.ts';
import { booleanOperand, countOperand, numberOperand, stringOperand } from './operands.ts';
import { failure, type RuleCompiler } from './schema.ts';

export const compileMinimum = limitCompiler('exclusiveMinimum', '$gte', '$gt');
export const compileMaximum = limitCompiler('exclusiveMaximum', '$lte', '$lt');

/** Read with the limit that it belongs to. */
export function exclusiveCompiler(limit: 'minimum' | 'maximum'): RuleCompiler {
  return (operand, { keyword, siblings }) => {
    booleanOperand(operand, keyword);
    if (siblings[limit] !== undefined) return undefined;
    throw failedToParse(`$jsonSchema keyword '${limit}' must be present if ${keyword} is present`);
  };
}

export const compileMultipleOf: RuleCompiler = (operand, context) => {
  const divisor = toDecimal(numberOperand(operand, context.keyword));
  if (divisor.kind !== 'finite' || decimalSign(divisor) <= 0) {
    throw failedToParse("$jsonSchema keyword 'multipleOf' must be a finite number above zero");
  }
  return {
    matches: (value) => {
      if (!isNumeric(value)) return true;
      const number = toDecimal(value);
      return number.kind === 'finite' && decimalSign(remainderOfDecimals(number, divisor)) === 0;
    },
    explain: (value) =>
      failure(context, 'considered value is not a multiple of the specified value', { consideredValue: value }),
  };
};

export const compileMinLength = lengthCompiler((length, limit) => length >= limit);
export const compileMaxLength = lengthCompiler((length, limit) => length <= limit);

export const compilePattern: RuleCompiler = (operand, context) => {
  const test = regexTest(compileRegex({ pattern: stringOperand(operand, context.keyword), options: '' }));
  return {
    matches: (value) => typeof value !== 'string' || test(value),
    explain: (value) => failure(context, 'regular expression did not match', { consideredValue: value }),
  };
};

function limitCompiler(exclusive: string, inclusiveTest: RangeOperator, exclusiveTest: RangeOperator): RuleCompiler {
  return (operand, context) => {
    const limit = numberOperand(operand, context.keyword);
    const isExclusive = context.siblings[exclusive] === true;
    const test = rangeTest(isExclusive ? exclusiveTest : inclusiveTest, limit);
    return {
      matches: (value) => !isNumeric(value) || test(value),
      explain: (value) => failure(context, 'comparison failed', { consideredValue: value }, [exclusive]),
    };
  };
}

function lengthCompiler(isWithin: (length: number, limit: number) => boolean): RuleCompiler {
  return (operand, context) => {
    const limit = countOperand(operand, context.keyword);
    return {
      matches: (value) => typeof value !== 'string' || isWithin(codePointCount(value), limit),
      explain: (value) => failure(context, 'specified string length was not satisfied', { consideredValue: value }),
    };
  };
}

/** A pair of surrogates is one code point. */
function codePointCount(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) {
    const isSecond = (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
    if (isSecond) count -= 1;
  }
  return count;
}
