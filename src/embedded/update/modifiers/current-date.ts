/** `$currentDate`: the time of the update, as a date or a timestamp. */
import { Timestamp } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { fieldNames } from '../../../bson/fields.ts';
import { badValue } from '../../engine-error.ts';
import { creating, type Modifier, type ModifierCompiler } from '../modifier.ts';

export const compileCurrentDate: ModifierCompiler = (operand, _path, { now = new Date() }): Modifier => {
  if (typeof operand === 'boolean') return creating(() => now);
  const spec = asDocument(operand);
  if (spec === undefined) {
    throw badValue(
      `${bsonTypeOf(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  const unknown = fieldNames(spec).find((name) => name !== '$type');
  if (unknown !== undefined) throw badValue(`Unrecognized $currentDate option: ${unknown}`);
  if (spec.$type === 'date') return creating(() => now);
  if (spec.$type === 'timestamp') {
    const timestamp = new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
    return creating(() => timestamp);
  }
  throw badValue(
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
  );
};
