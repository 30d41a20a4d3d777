/** The stage `$listClusterCatalog`: the collections and views of a database, or of all when it is `admin`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { flagField, stageDocument } from '../stage-fields.ts';

const STAGE = '$listClusterCatalog';
const FIELDS = new Set(['shards', 'balancingConfiguration']);

/** A standalone server has no shards, and nothing to balance. */
export function compileListClusterCatalog(spec: unknown, { source, server }: StageOptions): Stage {
  if (asDocument(spec) === undefined) {
    throw locationError(9_621_302, `${STAGE} must take a nested object but found ${typeName(spec)}`);
  }
  const document = stageDocument(STAGE, spec, FIELDS);
  const shards = flagField(STAGE, document, 'shards') ?? false;
  flagField(STAGE, document, 'balancingConfiguration');
  return function* described() {
    const database = source?.database === 'admin' ? undefined : source?.database;
    for (const { database: db, description } of server?.catalog(database) ?? []) {
      const { name, ...rest } = description;
      yield { ns: `${db}.${name}`, db, ...rest, sharded: false, ...(shards ? { shards: [] } : {}) };
    }
  };
}
