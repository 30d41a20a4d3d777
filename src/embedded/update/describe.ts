/** Values as MongoDB prints them in its error messages, cut short. */
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { textOf } from '../../bson/compare.ts';
import { fieldEntries } from '../../bson/fields.ts';

const LENGTH_MAX = 120;

export function describe(value: unknown): string {
  const text = print(value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}...` : text;
}

export function describeElement(name: string, value: unknown): string {
  return `{${describeField(name, value)}}`;
}

export function describeField(name: string, value: unknown): string {
  return `${name}: ${describe(value)}`;
}

function print(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isNumeric(value)) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(print).join(', ')} ]`;
  const document = asDocument(value);
  if (document !== undefined) return printDocument(fieldEntries(document));
  switch (bsonTypeOf(value)) {
    case 'objectId':
      return `ObjectId('${String(value)}')`;
    case 'date':
      return value instanceof Date ? `new Date(${value.getTime()})` : 'new Date()';
    case 'symbol':
      return JSON.stringify(textOf(value));
    case 'null':
    case 'missing':
      return 'null';
    case 'bool':
      return String(value);
    default:
      return `<${bsonTypeOf(value)}>`;
  }
}

function printDocument(fields: ReadonlyArray<[string, unknown]>): string {
  if (fields.length === 0) return '{}';
  return `{ ${fields.map(([name, value]) => `${name}: ${print(value)}`).join(', ')} }`;
}
