/** The first stages of a pipeline that storage can answer as one query, by an index where there is one. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { firstFieldName } from '../../bson/fields.ts';
import { wholeLong } from './whole-number.ts';

export interface LeadingQuery {
  /** Undefined when the pipeline begins otherwise. */
  readonly filter: Document | undefined;
  readonly sort: Document | undefined;
  readonly skip: number;
  /** 0 means all. */
  readonly limit: number;
  /** How many stages these are. */
  readonly stages: number;
}

/** `$match` stages, a `$sort`, then `$skip` and `$limit`. The stages have been found to be well-formed. */
export function leadingQuery(stages: readonly Document[]): LeadingQuery {
  const filters: Document[] = [];
  let sort: Document | undefined;
  let window = { start: 0, end: Number.POSITIVE_INFINITY };
  let at = 0;
  for (; at < stages.length; at += 1) {
    const stage = stages[at] ?? {};
    const name = firstFieldName(stage) ?? '';
    const inWindow = window.start > 0 || Number.isFinite(window.end);
    if (name === '$match' && sort === undefined && !inWindow) filters.push(asDocument(stage.$match) ?? {});
    else if (name === '$sort' && sort === undefined && !inWindow) sort = asDocument(stage.$sort);
    else {
      const next = name === '$skip' || name === '$limit' ? narrowed(window, name, stage[name]) : undefined;
      if (next === undefined) break;
      window = next;
    }
  }
  const [first] = filters;
  return {
    filter: filters.length > 1 ? { $and: filters } : first,
    sort,
    skip: window.start,
    limit: Number.isFinite(window.end) ? window.end - window.start : 0,
    stages: at,
  };
}

interface Window {
  readonly start: number;
  readonly end: number;
}

/** Undefined when nothing would be left, for which a query has no limit. */
function narrowed({ start, end }: Window, name: string, operand: unknown): Window | undefined {
  const count = wholeLong(operand);
  if (count === undefined) return undefined;
  const next = name === '$skip' ? { start: start + count, end } : { start, end: Math.min(end, start + count) };
  return next.end > next.start ? next : undefined;
}
