/** Window functions that look one document up: `$first`, `$last` and `$shift`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { failedToParse } from '../../engine-error.ts';
import { constantValue } from '../constant-folding.ts';
import { compileExpression } from '../expression.ts';
import { type ExpressionOptions, rootScope } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';
import { framingOf } from './accumulated.ts';
import { boundsOf, type FunctionSpec, refuseBounds, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

export function compileFirst(spec: FunctionSpec): WindowFunction {
  return atEnd(spec, ({ start }) => start);
}

export function compileLast(spec: FunctionSpec): WindowFunction {
  return atEnd(spec, ({ end }) => end - 1);
}

function atEnd(spec: FunctionSpec, place: (frame: { start: number; end: number }) => number): WindowFunction {
  const bounds = boundsOf(spec);
  const evaluate = compileExpression(spec.operand, spec.options);
  const sortValue = sortValueOf(spec);
  return {
    start(partition) {
      const framing = framingOf({ bounds, sortValue }, partition);
      return (position) => {
        const frame = framing(position);
        return frame.start === frame.end ? null : evaluate(rootScope(partition.at(place(frame))));
      };
    },
  };
}

export function compileShift(spec: FunctionSpec): WindowFunction {
  const { name, operand, order, options } = spec;
  refuseBounds(spec);
  const shift = asDocument(operand);
  if (shift === undefined) throw failedToParse(`Argument to ${name} must be an object`);
  const unknown = fieldNames(shift).find((field) => !['output', 'by', 'default'].includes(field));
  if (unknown !== undefined) throw failedToParse(`Unknown argument in ${name}: ${unknown}`);
  const fallback = hasField(shift, 'default') ? constantOf(shift.default, options) : null;
  if (!hasField(shift, 'output')) throw failedToParse(`${name} requires an 'output' expression.`);
  const by = wholeInt(shift.by);
  if (by === undefined) throw failedToParse(`${name} requires 'by' as an integer value.`);
  if (order === undefined) throw failedToParse(`'${name}' requires a sortBy`);
  const output = compileExpression(shift.output, options);
  return {
    start: (partition) => (position) => {
      const place = position + by;
      return place < 0 || place >= partition.length ? fallback : output(rootScope(partition.at(place)));
    },
  };
}

function constantOf(spec: unknown, options: ExpressionOptions): unknown {
  const expression = compileExpression(spec, options);
  if (expression.constant !== true) throw failedToParse("'$shift:default' expression must yield a constant value.");
  return constantValue(expression);
}
