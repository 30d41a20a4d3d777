/** `%and`, `%or`, `%nor` take a list, `%not` one; as a key of their own they join expressions, below a key conditions on its value. */
import { childPointer, isPlainDocument, type Parser, type Predicate, type Test } from '../compiled.ts';

export interface LogicOperator {
  test(argument: unknown, pointer: string, parser: Parser): Test;
  predicate(argument: unknown, pointer: string, parser: Parser): Predicate;
}

type Decide = (holds: ReadonlyArray<() => Promise<boolean>>) => Promise<boolean>;

export const LOGIC_OPERATORS: ReadonlyMap<string, LogicOperator> = new Map([
  ['and', joined(every)],
  ['or', joined(some)],
  ['nor', joined(async (holds) => !(await some(holds)))],
  ['not', negated()],
]);

async function every(holds: ReadonlyArray<() => Promise<boolean>>): Promise<boolean> {
  for (const hold of holds) if (!(await hold())) return false;
  return true;
}

async function some(holds: ReadonlyArray<() => Promise<boolean>>): Promise<boolean> {
  for (const hold of holds) if (await hold()) return true;
  return false;
}

function joined(decide: Decide): LogicOperator {
  return {
    test(argument, pointer, parser) {
      const tests = readList(argument, pointer, parser).map((item, at) => parser.test(item, childPointer(pointer, at)));
      return async (scope) => decide(tests.map((test) => () => test(scope)));
    },
    predicate(argument, pointer, parser) {
      const predicates = readList(argument, pointer, parser).map((item, at) =>
        conditionOf(item, childPointer(pointer, at), parser),
      );
      return async (value, scope) => decide(predicates.map((predicate) => () => predicate(value, scope)));
    },
  };
}

function negated(): LogicOperator {
  return {
    test(argument, pointer, parser) {
      const test = parser.test(argument, pointer);
      return async (scope) => !(await test(scope));
    },
    predicate(argument, pointer, parser) {
      const predicate = conditionOf(argument, pointer, parser);
      return async (value, scope) => !(await predicate(value, scope));
    },
  };
}

/** Below a key, a document with keys of its own (`%%user.id`, names) is a whole expression, anything else a condition on the key. */
function conditionOf(item: unknown, pointer: string, parser: Parser): Predicate {
  if (!isPlainDocument(item) || Object.keys(item).every((key) => /^(%(?!%)|\$)/.test(key))) {
    return parser.predicate(item, pointer);
  }
  const test = parser.test(item, pointer);
  return async (_value, scope) => test(scope);
}

function readList(argument: unknown, pointer: string, parser: Parser): readonly unknown[] {
  if (Array.isArray(argument) && argument.length > 0) return argument;
  parser.problem({ pointer, message: 'expected a list with at least one expression' });
  return [];
}
