/** One field of a document by its whole name, which may have dots and dollars in it. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { firstFieldName, getField, hasField, removeField, setField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { constantValue, isLiteral } from '../constant-folding.ts';
import { parseNamed } from '../named-operands.ts';
import { type Expression, notConstant, type OperatorContext, type OperatorTable, typeName } from '../scope.ts';

export const OBJECT_FIELD_OPERATORS: OperatorTable = {
  $getField: compileGetField,
  $setField: compileSetField,
  $unsetField: compileSetField,
};

/** `{field, input}`, or the name alone for a field of the current document. */
function compileGetField(operand: unknown, { name, compile }: OperatorContext): Expression {
  const named = asDocument(operand);
  const spec =
    named === undefined || firstFieldName(named)?.startsWith('$')
      ? { field: operand, input: '$$CURRENT' }
      : parseNamed(name, operand, {
          required: ['field', 'input'],
          optional: [],
          codes: { notObject: 3_041_704, unknown: 3_041_701, missing: { field: 3_041_702, input: 3_041_703 } },
        });
  const field = compile(spec.field);
  if (isLiteral(field)) checkedName(constantValue(field));
  const input = compile(spec.input);
  return notConstant((scope) => {
    const key = checkedName(field(scope));
    const value = input(scope);
    if (isNullish(value)) return value === undefined ? undefined : null;
    const document = asDocument(value);
    return document === undefined ? undefined : getField(document, key);
  });
}

function checkedName(field: unknown): string {
  if (typeof field === 'string') return field;
  throw locationError(3_041_704, `$getField requires 'field' to evaluate to type String, but got ${typeName(field)}`);
}

/** `$unsetField` is a `$setField` of a missing value. */
function compileSetField(operand: unknown, { name, compile }: OperatorContext): Expression {
  const removes = name === '$unsetField';
  const spec = parseNamed(name, operand, {
    required: removes ? ['field', 'input'] : ['field', 'value', 'input'],
    optional: [],
    codes: {
      notObject: 4_161_100,
      unknown: 4_161_101,
      missing: { field: 4_161_102, value: 4_161_103, input: 4_161_109 },
    },
  });
  const field = compile(spec.field);
  const input = compile(spec.input);
  const value = removes ? undefined : compile(spec.value);
  const key = constantName(name, spec.field, field);
  return notConstant((scope) => {
    const given = input(scope);
    if (isNullish(given)) return null;
    const document = asDocument(given);
    if (document === undefined)
      throw locationError(4_161_105, `${name} requires 'input' to evaluate to type Object, found: ${typeName(given)}`);
    return withField(document, key, value?.(scope));
  });
}

function constantName(name: string, spec: unknown, field: Expression): string {
  if (typeof spec === 'string' && spec.startsWith('$')) {
    throw locationError(4_161_108, `${name} requires 'field' to be a constant: use $literal for the name '${spec}'`);
  }
  if (!isLiteral(field)) throw locationError(4_161_106, `${name} requires 'field' to evaluate to a constant`);
  const value = constantValue(field);
  if (typeof value === 'string') {
    if (value.includes('\0')) throw locationError(9_534_700, `${name}: 'field' must not contain a null byte`);
    return value;
  }
  throw locationError(4_161_107, `${name} requires 'field' to evaluate to type String, but got ${typeName(value)}`);
}

function withField(document: Document, key: string, value: unknown): Document {
  const copy = { ...document };
  if (value !== undefined) setField(copy, key, value);
  else if (hasField(copy, key)) removeField(copy, key);
  return copy;
}
