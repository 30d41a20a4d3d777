/** The keywords about arrays. */
import { booleanOperand, countOperand, schemaOperand } from './operands.ts';
import { failure, type Rule, type RuleCompiler, type RuleContext, type Schema } from './schema.ts';
import { unorderedKey } from './unordered-key.ts';

export const compileMinItems = itemCountCompiler((count, limit) => count >= limit);
export const compileMaxItems = itemCountCompiler((count, limit) => count <= limit);

export const compileUniqueItems: RuleCompiler = (operand, context) => {
  if (!booleanOperand(operand, context.keyword)) return undefined;
  return {
    matches: (value) => !Array.isArray(value) || findDuplicate(value) === undefined,
    explain: (value) =>
      failure(context, 'found a duplicate item', {
        consideredValue: value,
        duplicatedValue: Array.isArray(value) ? findDuplicate(value)?.item : undefined,
      }),
  };
};

/** One schema for every item, or one for each of the first. */
export const compileItems: RuleCompiler = (operand, context) => {
  if (Array.isArray(operand)) {
    const schemas = operand.map((item) => schemaOperand(item, context));
    return itemsRule(context, (position) => schemas[position], true);
  }
  const schema = schemaOperand(operand, context);
  return itemsRule(context, () => schema, false);
};

/** What comes after the items that have a schema each; without such a list it has no effect. */
export const compileAdditionalItems: RuleCompiler = (operand, context) => {
  const schema = typeof operand === 'boolean' ? undefined : schemaOperand(operand, context);
  const { items } = context.siblings;
  if (!Array.isArray(items) || operand === true) return undefined;
  if (schema !== undefined)
    return itemsRule(context, (position) => (position < items.length ? undefined : schema), false);
  return {
    matches: (value) => !Array.isArray(value) || value.length <= items.length,
    explain: (value) =>
      failure(context, 'found additional items', {
        additionalItems: Array.isArray(value) ? value.slice(items.length) : [],
      }),
  };
};

function itemCountCompiler(isWithin: (count: number, limit: number) => boolean): RuleCompiler {
  return (operand, context) => {
    const limit = countOperand(operand, context.keyword);
    return {
      matches: (value) => !Array.isArray(value) || isWithin(value.length, limit),
      explain: (value) => failure(context, 'array did not match specified length', { consideredValue: value }),
    };
  };
}

function findDuplicate(items: readonly unknown[]): { readonly item: unknown } | undefined {
  const seen = new Set<string>();
  for (const item of items) {
    const key = unorderedKey(item);
    if (seen.has(key)) return { item };
    seen.add(key);
  }
  return undefined;
}

function itemsRule(
  { keyword }: RuleContext,
  schemaAt: (position: number) => Schema | undefined,
  explainsEach: boolean,
): Rule {
  const fails = (item: unknown, position: number) => schemaAt(position)?.matches(item) === false;
  const describe = (item: unknown, position: number) => ({
    itemIndex: position,
    details: schemaAt(position)?.failures(item) ?? [],
  });
  const reason = `At least one ${keyword === 'items' ? '' : 'additional '}item did not match the sub-schema`;
  return {
    matches: (value) => !Array.isArray(value) || !value.some(fails),
    explain: (value) => {
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      if (explainsEach) {
        const details = items.flatMap((item, position) => (fails(item, position) ? [describe(item, position)] : []));
        return { operatorName: keyword, reason, details };
      }
      const position = items.findIndex(fails);
      return { operatorName: keyword, reason, ...describe(items[position], position) };
    },
  };
}
