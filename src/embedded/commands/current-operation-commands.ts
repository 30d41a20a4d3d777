/** `currentOp` and `killOp`. */
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { fieldEntries, getField, hasField, setField } from '../../bson/fields.ts';
import { fitsInt } from '../../bson/number-ranges.ts';
import { isTruthy } from '../aggregation/scope.ts';
import { badValue, EngineError, locationError, typeMismatch } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import type { Command, CommandContext } from './command.ts';
import { currentOperations } from './current-operations.ts';
import { isGenericOption } from './generic-options.ts';
import { exactWhole } from './option-numbers.ts';

export const currentOperationCommands: readonly Command[] = [
  { name: 'currentOp', lenient: true, adminOnly: true, run: currentOp },
  { name: 'killOp', lenient: true, adminOnly: true, run: killOp },
];

const OWN_OPTIONS = new Set(['currentOp', '$all', '$ownOps', '$truncateOps']);

/** Every other field is a condition on the documents. There is one user, so that `$ownOps` leaves nothing out. */
function currentOp(context: CommandContext): Document {
  const { body } = context;
  const conditions: Document = {};
  for (const [name, value] of fieldEntries(body)) {
    if (!OWN_OPTIONS.has(name) && !isGenericOption(name)) setField(conditions, name, value);
  }
  const filter = compileFilter(conditions);
  const found = currentOperations(context, {
    idleConnections: isTruthy(getField(body, '$all')),
    idleCursors: false,
    truncateOps: isTruthy(getField(body, '$truncateOps')),
  });
  return { inprog: found.filter((document) => filter.matches(document)) };
}

/** Ends what waits for its turn; says so also of an operation that is not there, as the server does. */
function killOp({ body, monitor }: CommandContext): Document {
  if (!hasField(body, 'op')) throw new EngineError(4, 'NoSuchKey', "Missing expected field 'op' of killOp");
  const { op } = body;
  if (!isNumeric(op)) throw typeMismatch("Expected field 'op' of killOp to have a value that is a number");
  const id = exactWhole(op);
  if (id === undefined)
    throw badValue("Expected field 'op' of killOp to have a whole number within the range of a long");
  if (!fitsInt(id)) throw locationError(26_823, `invalid op: ${id}; it does not fit into an int`);
  monitor.operations.find(id)?.kill();
  return { info: 'attempting to kill op' };
}
