/** Documents, constants, types, variables, and the accumulators that are expressions too. */

import type { Document } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNullish } from '../../../bson/bson-type.ts';
import { fieldEntries, setField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { ACCUMULATORS } from '../accumulators.ts';
import { UNBOUNDED_MEMORY } from '../memory.ts';
import { parseNamed } from '../named-operands.ts';
import { unary, variadic } from '../operands.ts';
import { bindVariable, type Expression, type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';

export const OBJECT_OPERATORS: OperatorTable = {
  $literal: (operand) => () => operand,
  $type: unary((value) => bsonTypeOf(value)),
  $mergeObjects: variadic(mergeObjects),
  $let: compileLet,
  $sum: compileSummary,
  $avg: compileSummary,
  $min: compileSummary,
  $max: compileSummary,
};

/** Later fields win; null and missing are passed over. One operand may be an array of documents. */
function mergeObjects(values: readonly unknown[]): Document {
  const [only] = values;
  const documents: readonly unknown[] = values.length === 1 && Array.isArray(only) ? only : values;
  const merged: Document = {};
  for (const value of documents) {
    if (isNullish(value)) continue;
    const document = asDocument(value);
    if (document === undefined)
      throw locationError(40_400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
    for (const [name, field] of fieldEntries(document)) setField(merged, name, field);
  }
  return merged;
}

function compileLet(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = parseNamed(name, operand, { required: ['vars', 'in'], optional: [] });
  const variables = asDocument(spec.vars);
  if (variables === undefined)
    throw failedToParse(`invalid parameter: expected an object (vars), found ${typeName(spec.vars)}`);
  const bindings = fieldEntries(variables).map(([variable, value]) => {
    if (!/^(?:[a-z\u0080-\uffff][\w\u0080-\uffff]*)$/.test(variable)) {
      throw failedToParse(`'${variable}' starts with an invalid character for a user variable name`);
    }
    return { variable, evaluate: compile(value) };
  });
  const body = compile(
    spec.in,
    bindings.map(({ variable }) => variable),
  );
  // The variables do not see each other.
  return (scope) =>
    body(bindings.reduce((inner, { variable, evaluate }) => bindVariable(inner, variable, evaluate(scope)), scope));
}

/** One operand that is an array counts by its elements, several operands each by itself. */
function compileSummary(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const expressions = specs.map((spec) => compile(spec));
  const create = ACCUMULATORS.get(name);
  if (create === undefined) throw failedToParse(`${name} is no accumulator`);
  return (scope) => {
    const values = expressions.map((evaluate) => evaluate(scope));
    const [only] = values;
    const accumulator = create(UNBOUNDED_MEMORY);
    for (const value of values.length === 1 && Array.isArray(only) ? only : values) accumulator.add(value);
    return accumulator.result();
  };
}
