/** Compiles an aggregation expression: a field path, a variable, a constant, a document, an array or an operator. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames, firstFieldName, getField, setField } from '../../bson/fields.ts';
import { EngineError, locationError, notImplemented } from '../engine-error.ts';
import { foldable, isLiteral } from './constant-folding.ts';
import { checkFieldName, parseFieldPath, valueBelow, valueInDocument } from './field-path.ts';
import { held, releasing } from './held-operands.ts';
import { KNOWN_EXPRESSIONS } from './known-names.ts';
import { checkedText } from './operators/text-size.ts';
import { OPERATORS } from './operators.ts';
import { constant, type Expression, type ExpressionOptions } from './scope.ts';
import { compileVariable, declareVariables, findVariable, type VariableNames } from './variables.ts';

/** With `names`, its scope must have their values, as `bindVariables` gives them. */
export function compileExpression(
  spec: unknown,
  options: ExpressionOptions = {},
  names: readonly string[] = [],
): Expression {
  const variables = names.length === 0 ? undefined : declareVariables(names, undefined);
  const expression = compile(spec, { options, variables });
  expression.fold?.();
  return expression;
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
  /** The names that the operators around the place bind. */
  readonly variables: VariableNames | undefined;
}

function compile(spec: unknown, compilation: Compilation): Expression {
  if (typeof spec === 'string')
    return spec.startsWith('$') ? compileReference(spec, compilation) : constant(checkedText(spec));
  if (Array.isArray(spec)) return compileArray(spec, compilation);
  const document = asDocument(spec);
  if (document === undefined) return constant(spec);
  return isOperatorDocument(document) ? compileOperator(document, compilation) : compileDocument(document, compilation);
}

/** `$path`, or `$$variable` with or without a path. */
function compileReference(text: string, compilation: Compilation): Expression {
  if (text === '$') throw locationError(16_872, "'$' by itself is not a valid FieldPath");
  if (!text.startsWith('$$')) return compileFieldPath(parseFieldPath(text.slice(1)), compilation);
  const path = text.slice(2);
  const read = compileVariable(path.split('.', 1)[0] ?? '', compilation.options, compilation.variables);
  const segments = parseFieldPath(path);
  if (segments.length === 1) return read;
  const evaluate: Expression = (scope) => valueBelow(read(scope), segments, 1);
  return read.constant ? Object.assign(evaluate, { constant: true }) : evaluate;
}

function compileFieldPath(segments: readonly string[], { variables }: Compilation): Expression {
  const current = findVariable('CURRENT', variables);
  if (current !== undefined) return (scope) => valueBelow(current(scope), segments, 0);
  const [only] = segments;
  if (segments.length === 1 && only !== undefined) return (scope) => getField(scope.root, only);
  return (scope) => valueInDocument(scope.root, segments, 0);
}

/** A missing element becomes null, for an array has no gaps. */
function compileArray(elements: readonly unknown[], compilation: Compilation): Expression {
  const expressions = elements.map((element) => held(compile(element, compilation)));
  return making((scope) => expressions.map((evaluate) => evaluate(scope) ?? null), expressions);
}

function compileDocument(document: Document, compilation: Compilation): Expression {
  if (fieldCount(document) === 0) return constant(document);
  const fields = fieldEntries(document).map(([name, value]) => {
    checkFieldName(name);
    return { name, evaluate: held(compile(value, compilation)) };
  });
  return making(
    (scope) => {
      const result: Document = {};
      for (const { name, evaluate } of fields) {
        const value = evaluate(scope);
        if (value !== undefined) setField(result, name, value);
      }
      return result;
    },
    fields.map(({ evaluate }) => evaluate),
  );
}

function compileOperator(document: Document, compilation: Compilation): Expression {
  const [name = '', ...others] = fieldNames(document);
  if (others.length > 0) {
    const got = [name, ...others].join(', ');
    throw locationError(15_983, `an object representing an expression must have exactly one field: { ${got} }`);
  }
  const compileOperands = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (compileOperands === undefined) throw unknownExpression(name);
  const { options, variables } = compilation;
  const operands: Expression[] = [];
  const compileStep = (spec: unknown, added?: readonly string[]) => {
    const inner = added === undefined ? compilation : { options, variables: declareVariables(added, variables) };
    const operand = compile(spec, inner);
    operands.push(operand);
    return operand;
  };
  const compileHeld = (spec: unknown, added?: readonly string[]) => held(compileStep(spec, added));
  const { checkTime = UNLIMITED } = options;
  return making(compileOperands(document[name], { name, compile: compileHeld, compileStep, checkTime }), operands);
}

const UNLIMITED = () => undefined;

/** The expression of what makes a new value out of its operands'. */
function making(evaluate: Expression, operands: readonly Expression[]): Expression {
  if (isLiteral(evaluate)) return evaluate;
  return Object.assign(foldable(releasing(evaluate, operands), operands), { makes: true });
}

function unknownExpression(name: string): EngineError {
  if (KNOWN_EXPRESSIONS.has(name)) return notImplemented(name);
  return new EngineError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}
