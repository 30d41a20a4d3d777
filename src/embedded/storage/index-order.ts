/** Whether a walk through an index gives the order of a sort. */
import type { Document } from '../../bson/bson.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { numericValue } from '../wire/numbers.ts';
import type { IndexField } from './index-spec.ts';
import { hasBit, type Narrowed } from './narrow.ts';

export interface IndexOrder {
  readonly direction: 1 | -1;
  /** Whether the ranges have to be merged, each being in order by itself alone. */
  readonly merged: boolean;
}

/** Ranges that are read side by side. */
const MERGED_MAX = 64;

/** Undefined when it does not, or when nothing is to be sorted. */
export function indexOrder(
  fields: readonly IndexField[],
  arrays: number,
  narrowed: Narrowed,
  sort: readonly IndexField[] | undefined,
): IndexOrder | undefined {
  if (sort === undefined) return undefined;
  const { bounds, equalities, ranges } = narrowed;
  const isConstant = (position: number) =>
    position < equalities && bounds[position]?.length === 1 && !hasBit(arrays, position);
  const constants = new Set(fields.filter((_, position) => isConstant(position)).map(({ path }) => path));
  const wanted = sort.filter(({ path }) => !constants.has(path));
  const servedFrom = (start: number) => served({ fields, arrays, narrowed, isConstant }, wanted, start);
  const leading = bounds.slice(0, equalities).findIndex((intervals) => intervals.length > 1);
  const direction = servedFrom(leading === -1 ? equalities : leading);
  if (direction !== undefined) return { direction, merged: false };
  const merging = leading === -1 || ranges.length > MERGED_MAX ? undefined : servedFrom(equalities);
  return merging === undefined ? undefined : { direction: merging, merged: true };
}

interface Walked {
  readonly fields: readonly IndexField[];
  readonly arrays: number;
  readonly narrowed: Narrowed;
  isConstant(position: number): boolean;
}

/**
 * The direction in which the fields from `start` on give the order. A document sorts by the least or greatest of all
 * elements of an array, so a walk that leaves some of them out does not tell.
 */
function served(
  { fields, arrays, narrowed, isConstant }: Walked,
  wanted: readonly IndexField[],
  start: number,
): 1 | -1 | undefined {
  let direction: 1 | -1 | undefined;
  let position = start;
  for (const { path, direction: asked } of wanted) {
    while (isConstant(position)) position += 1;
    const field = fields[position];
    if (field?.path !== path) return undefined;
    if (hasBit(arrays, position) && narrowed.boundsArrays) return undefined;
    const turn = field.direction === asked ? 1 : -1;
    if (direction !== undefined && direction !== turn) return undefined;
    direction = turn;
    position += 1;
  }
  return direction ?? 1;
}

/** The fields of a plain sort; undefined when there is none, or when it is by something that no index holds. */
export function sortFields(sort: Document | undefined): readonly IndexField[] | undefined {
  if (sort === undefined) return undefined;
  const fields: IndexField[] = [];
  for (const [path, value] of fieldEntries(sort)) {
    const number = numericValue(value);
    if (number !== 1 && number !== -1) return undefined;
    fields.push({ path, direction: number });
  }
  return fields.length === 0 ? undefined : fields;
}
