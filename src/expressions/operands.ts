/** Values in an expression: literals, extended JSON, expansions inside arrays and documents, conversions. */
import { EJSON } from '../bson/bson.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { childPointer, isPlainDocument, type Operand, type Parser } from './compiled.ts';
import { parseExpansion } from './expansions.ts';
import { CONVERSIONS, parseConversion } from './operators/conversion.ts';

const EXTENDED_JSON_KEYS = new Set(
  `$oid $numberInt $numberLong $numberDouble $numberDecimal $date $binary $uuid $timestamp $regularExpression
   $minKey $maxKey $symbol $code`.split(/\s+/),
);

export function parseOperand(json: unknown, pointer: string, parser: Parser): Operand {
  // Only a whole string is an expansion; "id-%%user.id" is a literal.
  if (typeof json === 'string' && json.startsWith('%%')) return parseExpansion(json, pointer, parser);
  if (pointer.split('/').length > DEFAULT_LIMITS.jsonDepthMax) {
    parser.problem({ pointer, message: `nested deeper than ${DEFAULT_LIMITS.jsonDepthMax} levels` });
    return async () => undefined;
  }
  if (Array.isArray(json)) return parseArray(json, pointer, parser);
  if (!isPlainDocument(json)) return async () => json;
  if (isExtendedJson(json)) return parseExtendedJson(json, pointer, parser);
  if (isConversion(json)) return parseConversion(json, pointer, parser);
  return parseLiteralDocument(json, pointer, parser);
}

export function isExtendedJson(document: Record<string, unknown>): boolean {
  const [first] = Object.keys(document);
  return first !== undefined && EXTENDED_JSON_KEYS.has(first);
}

/** `{"%stringToOid": …}` is a value, not a condition. */
export function isConversion(document: Record<string, unknown>): boolean {
  const keys = Object.keys(document);
  const [first = ''] = keys;
  return keys.length === 1 && /^[%$]/.test(first) && CONVERSIONS.has(first.slice(1));
}

function parseExtendedJson(json: Record<string, unknown>, pointer: string, parser: Parser): Operand {
  try {
    const value: unknown = EJSON.parse(JSON.stringify(json), { relaxed: false });
    return async () => value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    parser.problem({ pointer, message: `not valid extended JSON: ${reason}` });
    return async () => undefined;
  }
}

function parseArray(items: readonly unknown[], pointer: string, parser: Parser): Operand {
  const operands = items.map((item, index) => parser.operand(item, childPointer(pointer, index)));
  return async (scope) => Promise.all(operands.map((operand) => operand(scope)));
}

function parseLiteralDocument(json: Record<string, unknown>, pointer: string, parser: Parser): Operand {
  const fields = Object.entries(json).map(([key, value]) => {
    const at = childPointer(pointer, key);
    if (/^[%$]/.test(key)) {
      const message = `operator ${key} cannot stand inside a value`;
      // The old platform took such collection rules, as documents to compare with.
      parser.problem({ pointer: at, message, found: key, ...(parser.place === 'function' ? {} : { notYet: true }) });
    }
    return [key, parser.operand(value, at)] as const;
  });
  return async (scope) => {
    const values = await Promise.all(fields.map(([, operand]) => operand(scope)));
    return Object.fromEntries(fields.map(([key], index) => [key, values[index]]));
  };
}
