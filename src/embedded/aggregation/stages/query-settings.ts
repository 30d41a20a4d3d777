/** The stage `$querySettings`. Settings of queries cannot be made, so there are none. */
import { asDocument } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';
import type { Stage } from '../stage.ts';
import { flagField, stageDocument } from '../stage-fields.ts';

const STAGE = '$querySettings';
const FIELDS = new Set(['showDebugQueryShape']);

export function compileQuerySettings(spec: unknown): Stage {
  if (asDocument(spec) === undefined) {
    throw locationError(7_746_800, `${STAGE} value must be an object. Found: ${typeName(spec)}`);
  }
  flagField(STAGE, stageDocument(STAGE, spec, FIELDS), 'showDebugQueryShape');
  return () => [];
}
