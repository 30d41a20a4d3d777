/** `%function: {name, arguments}`: calls a function of the app; its result is compared with the key. A function that throws is a fault. */
import { childPointer, isPlainDocument, type OperatorParser, refuse } from '../compiled.ts';
import { matchesValue } from './equality.ts';

export const parseFunction: OperatorParser = (argument, pointer, parser) => {
  const name = isPlainDocument(argument) ? argument.name : undefined;
  if (!isPlainDocument(argument) || typeof name !== 'string' || name === '') {
    parser.problem({ pointer, message: 'expected {"name": "<function>", "arguments": [...]}' });
    return refuse;
  }
  const unknown = Object.keys(argument).find((key) => key !== 'name' && key !== 'arguments');
  if (unknown !== undefined) {
    const allowed = ['name', 'arguments'];
    parser.problem({
      pointer: childPointer(pointer, unknown),
      message: `unknown key ${unknown}`,
      found: unknown,
      allowed,
    });
  }
  const list = argument.arguments ?? [];
  if (!Array.isArray(list)) {
    parser.problem({ pointer: childPointer(pointer, 'arguments'), message: 'expected a list of arguments' });
    return refuse;
  }
  const at = childPointer(pointer, 'arguments');
  const operands = list.map((item, index) => parser.operand(item, childPointer(at, index)));
  return async (value, scope) => {
    const args = await Promise.all(operands.map((operand) => operand(scope)));
    return matchesValue(value, await scope.callFunction(name, args));
  };
};
