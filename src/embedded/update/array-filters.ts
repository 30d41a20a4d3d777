/** Array filters by identifier: which elements `$[identifier]` means. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import { checkPlacement, NOT_IN_ARRAY_FILTERS } from '../query/placement.ts';
import type { ArrayFilters, Change } from './change.ts';
import { filterIdentifier } from './update-path.ts';

export function compileArrayFilters(
  filters: readonly Document[],
  changes: ReadonlyArray<Pick<Change, 'path' | 'segments'>>,
): ArrayFilters {
  const compiled = new Map<string, (element: unknown) => boolean>();
  for (const filter of filters) {
    checkPlacement(filter, NOT_IN_ARRAY_FILTERS);
    const identifier = identifierOf(filter);
    if (compiled.has(identifier)) {
      throw failedToParse(`Found multiple array filters with the same top-level field name ${identifier}`);
    }
    const { matches } = compileFilter(filter);
    compiled.set(identifier, (element) => matches({ [identifier]: element }));
  }
  checkUse(compiled, changes);
  return compiled;
}

function identifierOf(filter: Document): string {
  const [identifier, other] = new Set(topLevelNames(filter));
  if (identifier === undefined)
    throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
  if (other !== undefined) {
    throw failedToParse(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${other}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
    throw badValue(
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    );
  }
  return identifier;
}

function* topLevelNames(filter: Document): Iterable<string> {
  for (const [name, operand] of fieldEntries(filter)) {
    if (!name.startsWith('$')) yield name.split('.')[0] ?? '';
    else if (Array.isArray(operand)) for (const branch of operand) yield* topLevelNames(asDocument(branch) ?? {});
  }
}

function checkUse(filters: ArrayFilters, changes: ReadonlyArray<Pick<Change, 'path' | 'segments'>>): void {
  const used = new Set<string>();
  for (const { path, segments } of changes) {
    for (const identifier of segments.map(filterIdentifier)) {
      if (identifier === undefined || identifier === '') continue;
      if (!filters.has(identifier))
        throw badValue(`No array filter found for identifier '${identifier}' in path '${path}'`);
      used.add(identifier);
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier))
      throw failedToParse(`The array filter for identifier '${identifier}' was not used in the update`);
  }
}
