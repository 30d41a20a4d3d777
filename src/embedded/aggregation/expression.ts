/** Compiles an aggregation expression: a field path, a variable, a constant, a document, an array or an operator. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, fieldNames, firstFieldName, getField, setField } from '../../bson/fields.ts';
import { EngineError, failedToParse, locationError, notImplemented } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';
import { KNOWN_EXPRESSIONS } from './known-names.ts';
import { ACCUMULATOR_OPERATORS } from './operators/accumulator.ts';
import { ARITHMETIC_OPERATORS } from './operators/arithmetic.ts';
import { ARRAY_OPERATORS } from './operators/array.ts';
import { BITWISE_OPERATORS } from './operators/bitwise.ts';
import { CONDITIONAL_OPERATORS } from './operators/conditional.ts';
import { DATE_OPERATORS } from './operators/date.ts';
import { MISC_OPERATORS } from './operators/misc.ts';
import { OBJECT_OPERATORS } from './operators/object.ts';
import { REGEX_OPERATORS } from './operators/regex.ts';
import { SET_OPERATORS } from './operators/set.ts';
import { STRING_OPERATORS } from './operators/string.ts';
import { TIMESTAMP_OPERATORS } from './operators/timestamp.ts';
import { TRIGONOMETRY_OPERATORS } from './operators/trigonometry.ts';
import { TYPE_OPERATORS } from './operators/type.ts';
import { type Expression, type ExpressionOptions, lookUpVariable, type OperatorTable, type Scope } from './scope.ts';

const OPERATORS: OperatorTable = {
  ...ARITHMETIC_OPERATORS,
  ...ARRAY_OPERATORS,
  ...CONDITIONAL_OPERATORS,
  ...DATE_OPERATORS,
  ...OBJECT_OPERATORS,
  ...STRING_OPERATORS,
  ...ACCUMULATOR_OPERATORS,
  ...MISC_OPERATORS,
  ...SET_OPERATORS,
  ...REGEX_OPERATORS,
  ...TIMESTAMP_OPERATORS,
  ...TYPE_OPERATORS,
  ...BITWISE_OPERATORS,
  ...TRIGONOMETRY_OPERATORS,
};

export function compileExpression(spec: unknown, options: ExpressionOptions = {}): Expression {
  return compile(spec, { options, variables: [] });
}

/** Whether a document is an operator's application and not a document of expressions. */
export function isOperatorDocument(document: Document): boolean {
  return firstFieldName(document)?.startsWith('$') === true;
}

/** Known to MongoDB, whether or not this engine does it. */
export function isKnownOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || KNOWN_EXPRESSIONS.has(name);
}

interface Compilation {
  readonly options: ExpressionOptions;
  readonly variables: readonly string[];
}

function compile(spec: unknown, compilation: Compilation): Expression {
  if (typeof spec === 'string') {
    if (spec.startsWith('$$')) return compileVariable(spec.slice(2), compilation);
    return spec.startsWith('$') ? compileFieldPath(spec.slice(1)) : () => spec;
  }
  if (Array.isArray(spec)) return compileArray(spec, compilation);
  const document = asDocument(spec);
  if (document === undefined) return () => spec;
  return isOperatorDocument(document) ? compileOperator(document, compilation) : compileDocument(document, compilation);
}

function compileFieldPath(path: string): Expression {
  const segments = checkedSegments(path);
  const [only] = segments;
  if (segments.length === 1 && only !== undefined) return (scope) => getField(scope.root, only);
  return (scope) => valueInDocument(scope.root, segments, 0);
}

function checkedSegments(path: string): readonly string[] {
  if (path === '') throw locationError(16_872, "'$' by itself is not a valid FieldPath");
  const segments = path.split('.');
  checkPathLength(segments);
  for (const segment of segments) {
    if (segment === '') throw locationError(15_998, 'FieldPath field names may not be empty strings.');
    if (segment.startsWith('$')) {
      throw locationError(16_410, `FieldPath field names may not start with '$'. Found: ${segment}`);
    }
  }
  return segments;
}

/** An array on the way yields the array of what its documents have; a number is a field name here, never an index. */
function valueInDocument(document: Document, segments: readonly string[], index: number): unknown {
  const value = getField(document, segments[index] ?? '');
  return index === segments.length - 1 ? value : valueBelow(value, segments, index + 1);
}

function valueBelow(value: unknown, segments: readonly string[], index: number): unknown {
  if (!Array.isArray(value)) {
    const inner = asDocument(value);
    return inner === undefined ? undefined : valueInDocument(inner, segments, index);
  }
  const found: unknown[] = [];
  for (const element of value) {
    const inner = asDocument(element);
    const reached = inner === undefined ? undefined : valueInDocument(inner, segments, index);
    if (reached !== undefined) found.push(reached);
  }
  return found;
}

function compileVariable(text: string, { options, variables }: Compilation): Expression {
  const [name = '', ...path] = text.split('.');
  const read = variableReader(name, options, variables);
  if (path.length === 0) return read;
  const segments = checkedSegments(path.join('.'));
  return (scope) => valueBelow(read(scope), segments, 0);
}

function variableReader(name: string, options: ExpressionOptions, variables: readonly string[]): Expression {
  if (variables.includes(name)) return (scope) => lookUpVariable(scope, name);
  const { variables: given } = options;
  if (given?.has(name)) return () => given.get(name);
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return (scope: Scope) => scope.root;
    case 'REMOVE':
      return () => undefined;
    case 'NOW': {
      const { now } = options;
      if (now === undefined) throw notImplemented('$$NOW in this place');
      return () => now;
    }
    case 'CLUSTER_TIME':
    case 'USER_ROLES':
    case 'SEARCH_META':
    case 'DESCEND':
    case 'PRUNE':
    case 'KEEP':
      throw notImplemented(`$$${name}`);
    case '':
      throw failedToParse('empty variable names are not allowed');
    default:
      throw locationError(17_276, `Use of undefined variable: ${name}`);
  }
}

/** A missing element becomes null, for an array has no gaps. */
function compileArray(elements: readonly unknown[], compilation: Compilation): Expression {
  const expressions = elements.map((element) => compile(element, compilation));
  return (scope) => expressions.map((evaluate) => evaluate(scope) ?? null);
}

function compileDocument(document: Document, compilation: Compilation): Expression {
  const fields = fieldEntries(document).map(([name, value]) => {
    if (name.startsWith('$'))
      throw locationError(16_410, `FieldPath field names may not start with '$'. Found: ${name}`);
    if (name.includes('.')) throw locationError(16_412, `FieldPath field names may not contain '.'. Found: ${name}`);
    return { name, evaluate: compile(value, compilation) };
  });
  return (scope) => {
    const result: Document = {};
    for (const { name, evaluate } of fields) {
      const value = evaluate(scope);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

function compileOperator(document: Document, compilation: Compilation): Expression {
  const [name = '', ...others] = fieldNames(document);
  if (others.length > 0) {
    const got = [name, ...others].join(', ');
    throw locationError(15_983, `an object representing an expression must have exactly one field: { ${got} }`);
  }
  const compileOperands = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (compileOperands === undefined) throw unknownExpression(name);
  return compileOperands(document[name], {
    name,
    compile: (spec, added = []) =>
      compile(spec, { options: compilation.options, variables: [...compilation.variables, ...added] }),
  });
}

function unknownExpression(name: string): EngineError {
  if (KNOWN_EXPRESSIONS.has(name)) return notImplemented(name);
  return new EngineError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}
