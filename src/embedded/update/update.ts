/** Compiles an update once: operators, a replacement document or a pipeline, applied to documents that stay as they are. */
import type { Document } from '../../bson/bson.ts';
import { firstFieldName } from '../../bson/fields.ts';
import { failedToParse } from '../engine-error.ts';
import type { Update, UpdateOptions } from './change.ts';
import { compileOperators } from './operators.ts';
import { compilePipelineUpdate } from './pipeline-update.ts';
import { compileReplacement } from './replacement.ts';

export type { Update, UpdateOptions } from './change.ts';

export function compileUpdate(update: Document | readonly Document[], options: UpdateOptions): Update {
  if (Array.isArray(update)) {
    refuseArrayFilters(options, 'a pipeline-style update');
    return compilePipelineUpdate(update, options);
  }
  const fields: Document = update;
  if (firstFieldName(fields)?.startsWith('$')) return compileOperators(fields, options);
  refuseArrayFilters(options, 'a replacement document');
  return compileReplacement(fields, options);
}

function refuseArrayFilters({ arrayFilters = [] }: UpdateOptions, kind: string): void {
  if (arrayFilters.length > 0) throw failedToParse(`arrayFilters may not be specified for ${kind}`);
}
