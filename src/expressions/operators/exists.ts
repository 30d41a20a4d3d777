/** `%exists: true` or `false`; the query language also takes 1 and 0. */
import { type OperatorParser, refuse } from '../compiled.ts';

export const parseExists: OperatorParser = (argument, pointer, parser) => {
  if (argument !== true && argument !== false && argument !== 1 && argument !== 0) {
    parser.problem({ pointer, message: 'expected true or false' });
    return refuse;
  }
  const wanted = Boolean(argument);
  return async (value) => (value !== undefined) === wanted;
};
