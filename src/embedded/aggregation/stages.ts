/** The stages of a pipeline by name. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { locationError } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import { compileAddFieldsStage, compileProjectStage } from '../query/projection.ts';
import { parseSort, sortDocuments, sortTooLarge } from '../query/sort.ts';
import { compileExpression } from './expression.ts';
import { compileGroup } from './group.ts';
import { Memory } from './memory.ts';
import { type ExpressionOptions, rootScope } from './scope.ts';
import type { Stage, StageCompiler, StageOptions } from './stage.ts';
import { compileUnwind } from './unwind.ts';

export const STAGES: ReadonlyMap<string, StageCompiler> = new Map<string, StageCompiler>([
  ['$match', compileMatch],
  ['$project', compileProject],
  ['$addFields', compileAddFields('$addFields')],
  ['$set', compileAddFields('$set')],
  ['$unset', compileUnset],
  ['$group', compileGroup],
  ['$sort', compileSortStage],
  ['$limit', compileLimit],
  ['$skip', compileSkip],
  ['$unwind', compileUnwind],
  ['$count', compileCount],
  ['$sortByCount', compileSortByCount],
  ['$replaceRoot', compileReplaceRoot],
  ['$replaceWith', compileReplaceWith],
]);

function compileMatch(spec: unknown, options: ExpressionOptions): Stage {
  const filter = asDocument(spec);
  if (filter === undefined) throw locationError(15_959, 'the match filter must be an expression in an object');
  const { matches } = compileFilter(filter, options);
  return (documents) => Iterator.from(documents).filter(matches);
}

function compileProject(spec: unknown, options: ExpressionOptions): Stage {
  const fields = asDocument(spec);
  if (fields === undefined) throw locationError(15_969, '$project specification must be an object');
  if (Object.keys(fields).length === 0)
    throw locationError(51_272, '$project specification must have at least one field');
  const project = compileProjectStage(fields, options);
  return (documents) => Iterator.from(documents).map(project);
}

function compileAddFields(name: string): StageCompiler {
  return (spec, options) => {
    const fields = asDocument(spec);
    if (fields === undefined)
      throw locationError(40_272, `${name} specification stage must be an object, got ${bsonTypeOf(spec)}`);
    const project = compileAddFieldsStage(fields, options);
    return (documents) => Iterator.from(documents).map(project);
  };
}

function compileUnset(spec: unknown, options: ExpressionOptions): Stage {
  const names: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
  if (names.length === 0)
    throw locationError(31_119, '$unset specification must be a string or an array with at least one field');
  const fields: Document = {};
  for (const name of names) {
    if (typeof name !== 'string')
      throw locationError(31_120, '$unset specification must be a string or an array containing only string values');
    fields[name] = false;
  }
  const project = compileProjectStage(fields, options);
  return (documents) => Iterator.from(documents).map(project);
}

function compileSortStage(spec: unknown, options: StageOptions): Stage {
  const sort = asDocument(spec);
  if (sort === undefined) throw locationError(15_973, 'the $sort key specification must be an object');
  if (Object.keys(sort).length === 0) throw locationError(15_976, '$sort stage must have at least one sort key');
  parseSort(sort);
  return function* sorted(documents) {
    const memory = new Memory(options.sortBytesMax ?? Number.POSITIVE_INFINITY, sortTooLarge);
    yield* sortDocuments(kept(documents, memory), sort);
  };
}

function* kept(documents: Iterable<Document>, memory: Memory): Generator<Document> {
  for (const document of documents) {
    memory.keepValue(document);
    yield document;
  }
}

function compileLimit(spec: unknown): Stage {
  const limit = wholeNumber('$limit', 5_107_201, spec);
  if (limit === 0) throw locationError(15_958, 'the limit must be positive');
  return (documents) => Iterator.from(documents).take(limit);
}

function compileSkip(spec: unknown): Stage {
  const skip = wholeNumber('$skip', 5_107_200, spec);
  return (documents) => Iterator.from(documents).drop(skip);
}

function wholeNumber(name: string, code: number, spec: unknown): number {
  const value = isNumeric(spec) ? exactNumber(spec) : undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw locationError(code, `invalid argument to ${name} stage: Expected an integer`);
  }
  if (value < 0)
    throw locationError(
      code,
      `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${value}`,
    );
  return value;
}

/** An empty input has no count: no document, not a zero. */
function compileCount(spec: unknown): Stage {
  if (typeof spec !== 'string') throw locationError(40_156, 'the count field must be a non-empty string');
  if (spec === '') throw locationError(40_156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw locationError(40_158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('\0')) throw locationError(40_159, 'the count field cannot contain a null byte');
  if (spec.includes('.')) throw locationError(40_160, "the count field cannot contain '.'");
  return function* counted(documents) {
    let count = 0;
    for (const _ of documents) count += 1;
    if (count > 0) yield { [spec]: new Int32(count) };
  };
}

function compileSortByCount(spec: unknown, options: StageOptions): Stage {
  const isPath = typeof spec === 'string' && spec.startsWith('$');
  const isExpression = Object.keys(asDocument(spec) ?? {})[0]?.startsWith('$');
  if (!isPath && !isExpression) {
    throw locationError(
      40_149,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const group = compileGroup({ _id: spec, count: { $sum: 1 } }, options);
  const sort = compileSortStage({ count: -1 }, options);
  return (documents) => sort(group(documents));
}

function compileReplaceRoot(spec: unknown, options: ExpressionOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined)
    throw locationError(40_229, `expected an object as specification for $replaceRoot stage, got ${bsonTypeOf(spec)}`);
  const unknown = Object.keys(document).find((name) => name !== 'newRoot');
  if (unknown !== undefined) throw locationError(40_415, `BSON field '$replaceRoot.${unknown}' is an unknown field.`);
  if (!Object.hasOwn(document, 'newRoot'))
    throw locationError(40_414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
  return compileReplaceWith(document.newRoot, options);
}

function compileReplaceWith(spec: unknown, options: ExpressionOptions): Stage {
  const evaluate = compileExpression(spec, options);
  return (documents) =>
    Iterator.from(documents).map((document) => {
      const root = evaluate(rootScope(document));
      const replacement = asDocument(root);
      if (replacement !== undefined) return replacement;
      throw locationError(
        40_228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${bsonTypeOf(root)}`,
      );
    });
}
