/** `%stringToOid`, `%oidToString`, `%stringToUuid`, `%uuidToString`: values made of other values. A value that does not convert is a fault. */
import { Binary, ObjectId, UUID } from '../../bson/bson.ts';
import { isPlainDocument, type Operand, type Parser } from '../compiled.ts';

type Convert = (value: unknown) => unknown;

export const CONVERSIONS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['stringToOid', (value) => (isHexId(value) ? new ObjectId(value) : undefined)],
  ['oidToString', (value) => (value instanceof ObjectId ? value.toHexString() : undefined)],
  ['stringToUuid', (value) => (typeof value === 'string' && UUID.isValid(value) ? new UUID(value) : undefined)],
  ['uuidToString', (value) => uuidText(value)],
]);

export function parseConversion(document: Record<string, unknown>, pointer: string, parser: Parser): Operand {
  const [key = '', argument] = Object.entries(document)[0] ?? [];
  const convert = CONVERSIONS.get(key.slice(1));
  const at = `${pointer}/${key}`;
  if (Array.isArray(argument) || (isPlainDocument(argument) && hasOperator(argument))) {
    parser.problem({ pointer: at, message: `${key} takes one value or expansion, not operators or a list` });
  }
  const operand = parser.operand(argument, at);
  return async (scope) => {
    const converted = convert?.(await operand(scope));
    if (converted === undefined) throw new TypeError(`${at}: the value cannot be converted`);
    return converted;
  };
}

function hasOperator(document: Record<string, unknown>): boolean {
  return Object.keys(document).some((key) => key.startsWith('%'));
}

function isHexId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value);
}

function uuidText(value: unknown): string | undefined {
  if (!(value instanceof Binary) || value.sub_type !== Binary.SUBTYPE_UUID) return undefined;
  return new UUID(value.buffer.subarray(0, value.position)).toHexString(true);
}
