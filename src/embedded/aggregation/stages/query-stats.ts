/** The stage `$queryStats`. No statistics of queries are gathered, as on a server that was not told to. */
import { asDocument } from '../../../bson/bson-type.ts';
import { failedToParse, notImplemented } from '../../engine-error.ts';
import { invalidNamespace } from '../../storage/namespace.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { stageDocument } from '../stage-fields.ts';

const STAGE = '$queryStats';
const FIELDS = new Set(['transformIdentifiers']);

export function compileQueryStats(spec: unknown, { source }: StageOptions): Stage {
  if (source?.database !== 'admin') throw invalidNamespace(`${source?.database}.$cmd.aggregate for ${STAGE}`);
  if (asDocument(spec) === undefined) {
    throw failedToParse(`${STAGE} value must be an object. Found: ${typeName(spec)}`);
  }
  const document = stageDocument(STAGE, spec, FIELDS);
  if (document.transformIdentifiers !== undefined) throw notImplemented(`option 'transformIdentifiers' of ${STAGE}`);
  return () => [];
}
