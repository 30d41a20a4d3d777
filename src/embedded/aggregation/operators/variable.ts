/** Variables and constants. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import {
  bindVariables,
  constant,
  type Expression,
  notConstant,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../scope.ts';
import { checkVariableName } from '../variables.ts';

export const VARIABLE_OPERATORS: OperatorTable = {
  $literal: (operand) => constant(operand),
  $const: (operand) => constant(operand),
  $let: compileLet,
};

/** The variables do not see each other. */
function compileLet(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['vars', 'in'],
    optional: [],
    codes: { notObject: 16_874, unknown: 16_875, missing: { vars: 16_876, in: 16_877 } },
  });
  const variables = letVariables(spec.vars);
  const bindings = variables.map(([variable, value]) => {
    checkVariableName(variable);
    return compile(value);
  });
  const body = compile(
    spec.in,
    variables.map(([variable]) => variable),
  );
  return notConstant((scope) =>
    body(
      bindVariables(
        scope,
        bindings.map((evaluate) => evaluate(scope)),
      ),
    ),
  );
}

/** An array counts as a document of its positions, which are no names of variables. */
function letVariables(vars: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(vars)) return vars.map((value, index) => [String(index), value] as const);
  const document = asDocument(vars);
  if (document !== undefined) return fieldEntries(document);
  throw locationError(10_065, `invalid parameter: expected an object (vars), found ${typeName(vars)}`);
}
