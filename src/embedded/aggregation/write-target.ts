/** Where a pipeline may write to. */
import { EngineError, locationError } from '../engine-error.ts';
import type { Namespace } from './data-source.ts';

const RESERVED_DATABASES = new Set(['admin', 'config', 'local']);
const NAMESPACE_BYTES_MAX = 255;

/** Throws for databases and collections that are the server's own, with the stage's codes, and for impossible names. */
export function checkTarget(
  stage: string,
  { database, collection }: Namespace,
  codes: { readonly database: number; readonly system: number },
): void {
  const namespace = `${database}.${collection}`;
  if (RESERVED_DATABASES.has(database))
    throw locationError(codes.database, `${stage} cannot write to the database ${database}`);
  if (/^$|[\0/\\. "$]/.test(database) || /^$|^\.|\0/.test(collection))
    throw new EngineError(73, 'InvalidNamespace', `Invalid ${stage} target namespace, ${namespace}`);
  if (collection.startsWith('system.'))
    throw locationError(codes.system, `${stage} cannot write to the special collection ${namespace}`);
  if (collection.startsWith('$') || Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX)
    throw new EngineError(20, 'IllegalOperation', `${stage} cannot make a collection of the name ${namespace}`);
}
