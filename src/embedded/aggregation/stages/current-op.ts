/** The stage `$currentOp`: a document for each operation that runs, and for idle connections and cursors where asked. */
import { failedToParse } from '../../engine-error.ts';
import { invalidNamespace } from '../../storage/namespace.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { flagField, stageDocument } from '../stage-fields.ts';

const STAGE = '$currentOp';

/** `idleSessions` would show those that hold a transaction, which there are none of; `localOps` is of a cluster. */
const FIELDS = new Set([
  'allUsers',
  'idleConnections',
  'idleCursors',
  'idleSessions',
  'localOps',
  'targetAllNodes',
  'truncateOps',
]);

export function compileCurrentOp(spec: unknown, { source, server }: StageOptions): Stage {
  const document = stageDocument(STAGE, spec, FIELDS);
  const flags = new Map([...FIELDS].map((name) => [name, flagField(STAGE, document, name) ?? false]));
  if (source?.database !== 'admin') throw invalidNamespace(`${source?.database}.$cmd.aggregate for ${STAGE}`);
  if (flags.get('targetAllNodes') === true) {
    throw failedToParse(`The ${STAGE} option 'targetAllNodes' is only supported on a sharded cluster`);
  }
  const wanted = {
    idleConnections: flags.get('idleConnections') ?? false,
    idleCursors: flags.get('idleCursors') ?? false,
    truncateOps: flags.get('truncateOps') ?? false,
  };
  return () => server?.currentOperations(wanted) ?? [];
}
