/**
 * An update of operators: read, checked for conflicts, and applied path by path in MongoDB's order, which is that of
 * names, numeric names by number, whatever the order in which the update was written.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldEntries, getField, hasField } from '../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { EngineError, failedToParse } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import { compileArrayFilters } from './array-filters.ts';
import type { Change, EditRun, Update, UpdateOptions } from './change.ts';
import { ClaimedPaths } from './claimed-paths.ts';
import { checkConflicts } from './conflicts.ts';
import { Copies } from './copies.ts';
import { checkSameId } from './document-id.ts';
import { type Edits, noEdits } from './edits.ts';
import { equalityFields } from './equality-fields.ts';
import { MODIFIERS } from './modifiers/table.ts';
import { editPath } from './path-edit.ts';
import { compileRename } from './rename.ts';
import { checkUpdatePath } from './update-path.ts';

export function compileOperators(update: Document, options: UpdateOptions): Update {
  const changes = fieldEntries(update).flatMap(([name, operand]) => parseOperator(name, operand, options));
  checkConflicts(changes.flatMap((change) => change.claims));
  changes.sort((a, b) => compareSegments(a.segments, b.segments));
  const filters = compileArrayFilters(options.arrayFilters ?? [], changes);
  const matchedIndex = positionFinder(changes, options);
  const isPositional = changes.some((change) => change.path.includes('$'));
  const dollarNames = changes.flatMap(({ segments: [name = ''] }) => (name.startsWith('$') ? [name] : []));
  const run = (document: Document, isInsert: boolean, edits?: Edits): Document => {
    const touched = isPositional ? new ClaimedPaths() : undefined;
    const matched = matchedIndex(document);
    const editRun = { original: document, filters, matched, touched, copies: new Copies(), edits };
    return applyChanges(changes, document, editRun, isInsert);
  };
  return {
    apply: (document) => {
      const edits = noEdits();
      const result = run(document, false, edits);
      if (result === document) return { document, changed: false };
      checkResult(document, result, dollarNames);
      return { document: result, changed: true, edits };
    },
    insertFrom: (filter) => {
      const base = equalityFields(filter);
      const result = run(base, true);
      checkSameId(base, result, 'updated');
      return result;
    },
  };
}

/** A new document may have a name with a dollar at its top; an update may not give one to a document that is there. */
function checkResult(before: Document, after: Document, dollarNames: readonly string[]): void {
  checkSameId(before, after, 'updated');
  for (const name of dollarNames) {
    if (!hasField(after, name) || getField(after, name) === getField(before, name)) continue;
    throw new EngineError(
      52,
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${name}' in '${name}' is not valid for storage.`,
    );
  }
}

function applyChanges(changes: readonly Change[], document: Document, run: EditRun, isInsert: boolean): Document {
  let result = document;
  for (const change of changes) {
    if (!change.insertOnly || isInsert) result = change.apply(result, run);
  }
  return result;
}

function parseOperator(name: string, operand: unknown, options: UpdateOptions): Change[] {
  const compile = MODIFIERS.get(name);
  if (compile === undefined && name !== '$rename') {
    throw failedToParse(
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  const fields = asDocument(operand);
  if (fields === undefined) {
    throw failedToParse(
      `Modifiers operate on fields but we found type ${bsonTypeOf(operand)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${bsonTypeOf(operand)}}`,
    );
  }
  return fieldEntries(fields).map(([path, value]) => {
    checkUpdatePath(path);
    if (compile === undefined) return compileRename(path, value);
    const modifier = compile(value, path, options);
    const segments = splitPath(path);
    return {
      path,
      segments,
      claims: [path],
      insertOnly: name === '$setOnInsert',
      apply: (document, run) => editPath(document, { segments, modifier, run }),
    };
  });
}

/** The index for `$`, looked for only when a path has one. */
function positionFinder(
  changes: readonly Change[],
  { filter, ...expressions }: UpdateOptions,
): (document: Document) => number | undefined {
  if (!changes.some((change) => change.segments.includes('$'))) return () => undefined;
  return compileFilter(filter, expressions).matchedIndex;
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareNames(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareNames(a: string, b: string): number {
  if (isArrayIndex(a) && isArrayIndex(b)) return a.length - b.length || (a < b ? -1 : Number(a > b));
  return a < b ? -1 : Number(a > b);
}
