/** `$filter`, `$map` and `$reduce`: an expression for each element of an array, which it sees as a variable. */
import { isNullish } from '../../../bson/bson-type.ts';
import { hasField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import {
  bindVariables,
  type Expression,
  isTruthy,
  notConstant,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../scope.ts';
import { checkValueSize } from '../value-size.ts';
import { checkVariableName } from '../variables.ts';
import { wholeInt } from '../whole-number.ts';

export const ARRAY_ITERATION_OPERATORS: OperatorTable = {
  $filter: compileFilterOperator,
  $map: compileMap,
  $reduce: compileReduce,
};

function compileFilterOperator(operand: unknown, context: OperatorContext): Expression {
  const { name, compile, compileStep } = context;
  const spec = parseNamed(name, operand, {
    required: ['input', 'cond'],
    optional: ['as', 'limit'],
    codes: { notObject: 28_646, unknown: 28_647, missing: { input: 28_648, cond: 28_650 } },
  });
  const input = compile(spec.input);
  const condition = compileStep(spec.cond, [variableName(name, hasField(spec, 'as') ? spec.as : 'this')]);
  const limit = hasField(spec, 'limit') ? compile(spec.limit) : undefined;
  return notConstant((scope) => {
    const array = inputArray(name, 28_651, input(scope));
    if (array === null) return null;
    const most = limit === undefined ? array.length : filterLimit(limit(scope));
    const kept: unknown[] = [];
    let step = 0;
    for (const element of array) {
      checkStep(step, context);
      step += 1;
      if (kept.length >= most) break;
      if (isTruthy(condition(bindVariables(scope, [element])))) kept.push(element);
    }
    return kept;
  });
}

function filterLimit(value: unknown): number {
  if (isNullish(value)) return Number.POSITIVE_INFINITY;
  const limit = wholeInt(value);
  if (limit === undefined) {
    throw locationError(327_391, `$filter: limit must be represented as a 32-bit integral value: ${String(value)}`);
  }
  if (limit <= 0) throw locationError(327_392, `$filter: limit must be greater than 0: ${limit}`);
  return limit;
}

function compileMap(operand: unknown, context: OperatorContext): Expression {
  const { name, compile } = context;
  const spec = parseNamed(name, operand, {
    required: ['input', 'in'],
    optional: ['as'],
    codes: { notObject: 16_878, unknown: 16_879, missing: { input: 16_880, in: 16_882 } },
  });
  const input = compile(spec.input);
  const each = compile(spec.in, [variableName(name, hasField(spec, 'as') ? spec.as : 'this')]);
  return notConstant((scope) => {
    const array = inputArray(name, 16_883, input(scope));
    if (array === null) return null;
    return array.map((element, step) => {
      checkStep(step, context);
      return each(bindVariables(scope, [element])) ?? null;
    });
  });
}

/** The value may grow from step to step. It is weighed now and then, the larger it is the more rarely: no step pays for it all. */
const STEPS_BETWEEN_WEIGHINGS = 32;
const BYTES_WEIGHED_PER_STEP = 256;

function compileReduce(operand: unknown, context: OperatorContext): Expression {
  const { name, compile, compileStep } = context;
  const spec = parseNamed(name, operand, {
    required: ['input', 'initialValue', 'in'],
    optional: [],
    codes: { notObject: 40_075, unknown: 40_076, missing: { input: 40_077, initialValue: 40_078, in: 40_079 } },
  });
  const input = compile(spec.input);
  const initial = compile(spec.initialValue);
  const next = compileStep(spec.in, ['this', 'value']);
  return notConstant((scope) => {
    const array = inputArray(name, 40_080, input(scope));
    if (array === null) return null;
    let value = initial(scope);
    let nextWeighing = STEPS_BETWEEN_WEIGHINGS;
    for (let step = 0; step < array.length; step += 1) {
      checkStep(step, context);
      value = next(bindVariables(scope, [array[step], value]));
      if (step < nextWeighing) continue;
      nextWeighing = step + Math.max(STEPS_BETWEEN_WEIGHINGS, checkValueSize(name, value) / BYTES_WEIGHED_PER_STEP);
    }
    return value;
  });
}

const STEPS_BETWEEN_TIME_CHECKS = 16;

function checkStep(step: number, context: OperatorContext): void {
  if (step % STEPS_BETWEEN_TIME_CHECKS === 0) context.checkTime();
}

function inputArray(name: string, code: number, value: unknown): readonly unknown[] | null {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value;
  throw locationError(code, `input to ${name} must be an array not ${typeName(value)}`);
}

function variableName(name: string, as: unknown): string {
  if (typeof as !== 'string') throw failedToParse(`${name}: 'as' must name a variable, not be of type ${typeName(as)}`);
  checkVariableName(as);
  return as;
}
