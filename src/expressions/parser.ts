/** Reads documents: keys to what they stand for, values to conditions on it. */
import { DEFAULT_LIMITS } from '../limits.ts';
import {
  childPointer,
  type ExpressionPlace,
  type ExpressionProblem,
  isPlainDocument,
  type Operand,
  type Parser,
  type Predicate,
  refuse,
  type Test,
} from './compiled.ts';
import { parseExpansion } from './expansions.ts';
import { isConversion, isExtendedJson, parseOperand } from './operands.ts';
import { equals } from './operators/equality.ts';
import { LOGIC_OPERATORS } from './operators/logic.ts';
import { OPERATORS } from './operators/operators.ts';

export function createParser(problems: ExpressionProblem[], place: ExpressionPlace): Parser {
  const parser: Parser = {
    place,
    test: (json, pointer) => parseTest(json, pointer, parser),
    operand: (json, pointer) => parseOperand(json, pointer, parser),
    predicate: (json, pointer) => parsePredicate(json, pointer, parser),
    problem: (problem) => {
      problems.push(problem);
    },
  };
  return parser;
}

function parseTest(json: unknown, pointer: string, parser: Parser): Test {
  if (typeof json === 'boolean') return async () => json;
  if (json === '%%true' || json === '%%false') return async () => json === '%%true';
  if (!isPlainDocument(json)) {
    parser.problem({ pointer, message: 'expected true, false or a document' });
    return refuse;
  }
  if (isTooDeep(pointer, parser)) return refuse;
  const tests = Object.entries(json).map(([key, value]) => parseField(key, value, childPointer(pointer, key), parser));
  return async (scope) => {
    for (const test of tests) if (!(await test(scope))) return false;
    return true;
  };
}

function parseField(key: string, value: unknown, pointer: string, parser: Parser): Test {
  if (key === '%%true' || key === '%%false') return parseConstantField(key === '%%true', value, pointer, parser);
  if (key.startsWith('%%')) return testOf(parseExpansion(key, pointer, parser), parser.predicate(value, pointer));
  if (!isOperatorKey(key)) {
    // A name without %% stands for a field of the arguments, as in the service rules of the old platform, or of the document.
    const owner = parser.place === 'function' ? '%%args' : '%%root';
    return testOf(parseExpansion(`${owner}.${key}`, pointer, parser), parser.predicate(value, pointer));
  }
  const logic = LOGIC_OPERATORS.get(key.slice(1));
  if (logic !== undefined) return logic.test(value, pointer, parser);
  if (OPERATORS.has(key.slice(1))) {
    parser.problem({ pointer, message: `operator ${key} needs a key whose value it looks at`, found: key });
  } else reportUnknownOperator(key, pointer, parser);
  return refuse;
}

/** `{"%%true": x}`: x is an expression, or a condition such as `%function` whose result is compared with the constant. */
function parseConstantField(constant: boolean, value: unknown, pointer: string, parser: Parser): Test {
  const isExpression =
    isPlainDocument(value) &&
    !isConversion(value) &&
    Object.keys(value).every((key) => !isOperatorKey(key) || LOGIC_OPERATORS.has(key.slice(1)));
  if (isExpression) {
    const test = parser.test(value, pointer);
    return async (scope) => (await test(scope)) === constant;
  }
  return testOf(async () => constant, parser.predicate(value, pointer));
}

function testOf(subject: Operand, predicate: Predicate): Test {
  return async (scope) => predicate(await subject(scope), scope);
}

function parsePredicate(json: unknown, pointer: string, parser: Parser): Predicate {
  if (!isPlainDocument(json) || isExtendedJson(json) || isConversion(json))
    return equals(parser.operand(json, pointer));
  const keys = Object.keys(json);
  if (!keys.some(isOperatorKey)) return equals(parser.operand(json, pointer));
  if (isTooDeep(pointer, parser)) return refuse;
  const predicates = Object.entries(json).map(([key, argument]) =>
    parseOperator(key, argument, childPointer(pointer, key), parser),
  );
  return async (value, scope) => {
    for (const predicate of predicates) if (!(await predicate(value, scope))) return false;
    return true;
  };
}

function parseOperator(key: string, argument: unknown, pointer: string, parser: Parser): Predicate {
  if (!isOperatorKey(key)) {
    parser.problem({ pointer, message: `"${key}" stands beside operators; a value is all operators or all fields` });
    return refuse;
  }
  const name = key.slice(1);
  const logic = LOGIC_OPERATORS.get(name);
  if (logic !== undefined) return logic.predicate(argument, pointer, parser);
  const parse = OPERATORS.get(name);
  if (parse !== undefined) return parse(argument, pointer, parser);
  reportUnknownOperator(key, pointer, parser);
  return refuse;
}

/** Operators of the old platform's query language that exist, but not here yet: named, so that nobody hunts for a typing error. */
const UNSUPPORTED = new Set(
  'elemMatch mod regex options type bitsAllClear bitsAllSet bitsAnyClear bitsAnySet where text expr jsonSchema'.split(
    ' ',
  ),
);

function reportUnknownOperator(key: string, pointer: string, parser: Parser): void {
  const allowed = key.startsWith('$') ? dollarNames : percentNames;
  if (!UNSUPPORTED.has(key.slice(1))) {
    parser.problem({ pointer, message: `unknown operator ${key}`, found: key, allowed });
  } else parser.problem({ pointer, message: `operator ${key} is not supported`, found: key, allowed, notYet: true });
}

const operatorNames = [...LOGIC_OPERATORS.keys(), ...OPERATORS.keys()];
const percentNames = operatorNames.map((name) => `%${name}`);
const dollarNames = operatorNames.map((name) => `$${name}`);

function isOperatorKey(key: string): boolean {
  return (key.startsWith('%') && !key.startsWith('%%')) || key.startsWith('$');
}

function isTooDeep(pointer: string, parser: Parser): boolean {
  if (pointer.split('/').length <= DEFAULT_LIMITS.jsonDepthMax) return false;
  parser.problem({ pointer, message: `nested deeper than ${DEFAULT_LIMITS.jsonDepthMax} levels` });
  return true;
}
