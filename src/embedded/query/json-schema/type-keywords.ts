/** `bsonType`, `type` and `enum`. */
import { type BsonTypeName, bsonTypeOf } from '../../../bson/bson-type.ts';
import { badValue, failedToParse } from '../../engine-error.ts';
import { typesOfAlias } from '../type-aliases.ts';
import { arrayOperand, stringOperand, stringsOperand } from './operands.ts';
import { failure, type Rule, type RuleCompiler, type RuleContext } from './schema.ts';
import { unorderedKey } from './unordered-key.ts';

/** The names of JSON's own types. */
const JSON_TYPES: ReadonlyMap<string, readonly BsonTypeName[]> = new Map([
  ['string', ['string']],
  ['number', typesOfAlias('number')],
  ['boolean', ['bool']],
  ['object', ['object']],
  ['array', ['array']],
  ['null', ['null']],
]);

export const compileBsonType: RuleCompiler = (operand, context) => typeRule(operand, context, typesOfAlias);

export const compileType: RuleCompiler = (operand, context) => {
  if (context.siblings.bsonType !== undefined) {
    throw failedToParse("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  }
  return typeRule(operand, context, (name) => {
    const types = JSON_TYPES.get(name);
    if (types === undefined) throw badValue(`Unknown type name alias: ${name}`);
    return types;
  });
};

export const compileEnum: RuleCompiler = (operand, context) => {
  const values = arrayOperand(operand, context.keyword);
  if (values.length === 0) throw failedToParse("$jsonSchema keyword 'enum' cannot be an empty array");
  const keys = new Set(values.map(unorderedKey));
  if (keys.size < values.length)
    throw failedToParse("$jsonSchema keyword 'enum' array cannot contain duplicate values");
  return {
    matches: (value) => keys.has(unorderedKey(value)),
    explain: (value) => failure(context, 'value was not found in enum', { consideredValue: value }),
  };
};

function typeRule(operand: unknown, context: RuleContext, typesOf: (name: string) => readonly BsonTypeName[]): Rule {
  const { keyword } = context;
  const names = Array.isArray(operand) ? stringsOperand(operand, keyword) : [stringOperand(operand, keyword)];
  const types = new Set<BsonTypeName>();
  for (const name of names) {
    if (name === 'integer') throw failedToParse(`$jsonSchema type '${name}' is not currently supported.`);
    for (const type of typesOf(name)) types.add(type);
  }
  return {
    matches: (value) => types.has(bsonTypeOf(value)),
    explain: (value) =>
      failure(context, 'type did not match', { consideredValue: value, consideredType: bsonTypeOf(value) }),
  };
}
