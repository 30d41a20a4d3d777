/** Operands of schema keywords by type, with the server's errors. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import { decimalSign, roundDecimal } from '../../../bson/decimal.ts';
import { type EngineError, failedToParse, typeMismatch } from '../../engine-error.ts';
import type { RuleContext, Schema } from './schema.ts';

export function schemaOperand(operand: unknown, { keyword, compile }: RuleContext): Schema {
  return compile(documentOperand(operand, keyword));
}

export function documentOperand(operand: unknown, keyword: string): Document {
  const document = asDocument(operand);
  if (document === undefined) throw wrongOperand(keyword, 'an object', operand);
  return document;
}

export function stringOperand(operand: unknown, keyword: string): string {
  if (typeof operand !== 'string') throw wrongOperand(keyword, 'a string', operand);
  return operand;
}

export function booleanOperand(operand: unknown, keyword: string): boolean {
  if (typeof operand !== 'boolean') throw wrongOperand(keyword, 'a boolean', operand);
  return operand;
}

export function arrayOperand(operand: unknown, keyword: string): readonly unknown[] {
  if (!Array.isArray(operand)) throw wrongOperand(keyword, 'an array', operand);
  return operand;
}

/** One string or more, each once. */
export function stringsOperand(operand: unknown, keyword: string): ReadonlySet<string> {
  const strings = new Set<string>();
  for (const element of arrayOperand(operand, keyword)) {
    const name = stringOperand(element, keyword);
    if (strings.has(name))
      throw failedToParse(`$jsonSchema keyword '${keyword}' array cannot contain duplicate values`);
    strings.add(name);
  }
  if (strings.size === 0) throw failedToParse(`$jsonSchema keyword '${keyword}' cannot be an empty array`);
  return strings;
}

export function numberOperand(operand: unknown, keyword: string): unknown {
  if (!isNumeric(operand)) throw wrongOperand(keyword, 'a number', operand);
  return operand;
}

/** A whole number of 0 or more; every other operand, of whatever type, is an error of parsing. */
export function countOperand(operand: unknown, keyword: string): number {
  const count = isNumeric(operand) ? wholeNumber(operand) : undefined;
  if (count === undefined) {
    throw failedToParse(`$jsonSchema keyword '${keyword}' must be a whole number, but found: ${bsonTypeOf(operand)}`);
  }
  if (count < 0) throw failedToParse(`$jsonSchema keyword '${keyword}' must not be negative, but found: ${count}`);
  return count;
}

function wholeNumber(operand: unknown): number | undefined {
  const exact = exactNumber(operand);
  if (typeof exact === 'bigint') return Number(exact);
  if (typeof exact === 'number') return Number.isSafeInteger(exact) ? exact : undefined;
  const whole = roundDecimal(exact, 'trunc');
  if (exact.kind !== 'finite' || whole.kind !== 'finite' || whole.exponent > 0) {
    return exact.kind === 'finite' && decimalSign(exact) === 0 ? 0 : undefined;
  }
  const number = Number(`${exact.coefficient}e${exact.exponent}`);
  return Number.isSafeInteger(number) ? number : undefined;
}

function wrongOperand(keyword: string, expected: string, operand: unknown): EngineError {
  return typeMismatch(`$jsonSchema keyword '${keyword}' must be ${expected}, but found: ${bsonTypeOf(operand)}`);
}
