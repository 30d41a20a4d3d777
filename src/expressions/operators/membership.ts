/** `%in`, `%nin`, `%all`: a list, or an expansion to a list. `%size`: the length of an array. */
import { type Operand, type OperatorParser, type Parser, refuse } from '../compiled.ts';
import { matchesValue } from './equality.ts';

export const parseIn: OperatorParser = (argument, pointer, parser) => {
  const list = parseList(argument, pointer, parser);
  return async (value, scope) => readList(await list(scope), pointer).some((item) => matchesValue(value, item));
};

export const parseNin: OperatorParser = (argument, pointer, parser) => {
  const list = parseList(argument, pointer, parser);
  return async (value, scope) => !readList(await list(scope), pointer).some((item) => matchesValue(value, item));
};

export const parseAll: OperatorParser = (argument, pointer, parser) => {
  const list = parseList(argument, pointer, parser);
  return async (value, scope) => {
    const items = readList(await list(scope), pointer);
    return items.length > 0 && items.every((item) => matchesValue(value, item));
  };
};

export const parseSize: OperatorParser = (argument, pointer, parser) => {
  if (!Number.isSafeInteger(argument) || Number(argument) < 0) {
    parser.problem({ pointer, message: 'expected a whole number of 0 or more' });
    return refuse;
  }
  return async (value) => Array.isArray(value) && value.length === argument;
};

function parseList(argument: unknown, pointer: string, parser: Parser): Operand {
  if (!Array.isArray(argument) && !(typeof argument === 'string' && argument.startsWith('%%'))) {
    parser.problem({ pointer, message: 'expected a list, or an expansion that is a list' });
  }
  return parser.operand(argument, pointer);
}

/** A fault, not an empty list: `%nin` over something that is no list would allow everyone. */
function readList(list: unknown, pointer: string): readonly unknown[] {
  if (Array.isArray(list)) return list;
  throw new TypeError(`${pointer}: the value is not a list`);
}
