/** What functions may not reach: other programs' databases, JavaScript on the server, stages that look into the server. */
import type { Document } from '../../bson/bson.ts';
import { MongoDBError } from './mongodb-error.ts';

const SERVER_DATABASES: ReadonlySet<string> = new Set(['admin', 'local', 'config']);

/** Throws for a name that is not legal, belongs to the server, or is the registry's. Servers fold the case of database names. */
export function checkDatabase(name: string, registryDatabase: string): void {
  if (name === '' || name.length > 63 || /[\s/\\."$*<>:|?\0]/.test(name)) {
    throw new MongoDBError(`illegal database name ${JSON.stringify(name)}`);
  }
  const folded = name.toLowerCase();
  if (SERVER_DATABASES.has(folded) || folded === registryDatabase.toLowerCase()) {
    throw new MongoDBError(`functions cannot access the database "${name}"`);
  }
}

export function checkCollection(name: string): void {
  if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('system.')) {
    throw new MongoDBError(`illegal collection name ${JSON.stringify(name)}`);
  }
}

const JAVASCRIPT_OPERATORS: ReadonlySet<string> = new Set(['$where', '$function', '$accumulator']);

/** Throws when JavaScript for the server stands anywhere in a filter, update or pipeline. */
export function refuseJavaScript(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) refuseJavaScript(item);
    return;
  }
  if (!isDocument(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (JAVASCRIPT_OPERATORS.has(key)) throw new MongoDBError(`${key} is not allowed: the database runs no JavaScript`);
    refuseJavaScript(item);
  }
}

/** An allow-list, because a stage that a later server adds may show other databases. */
const STAGES: ReadonlySet<string> = new Set(
  `$addFields $bucket $bucketAuto $count $densify $documents $facet $fill $geoNear $graphLookup $group $limit $lookup $match
   $merge $out $project $redact $replaceRoot $replaceWith $sample $set $setWindowFields $skip $sort $sortByCount $unionWith
   $unset $unwind`.split(/\s+/),
);

/** Throws for an unknown stage, JavaScript, or a namespace in a database that functions cannot access, at any depth. */
export function checkPipeline(pipeline: readonly Document[], registryDatabase: string): void {
  for (const stage of pipeline) {
    const [name = '', ...others] = Object.keys(stage);
    if (others.length > 0 || !STAGES.has(name)) {
      throw new MongoDBError(
        others.length > 0
          ? 'A pipeline stage specification object must contain exactly one field.'
          : `Unrecognized pipeline stage name: '${name}'.`,
      );
    }
    const body: unknown = stage[name];
    refuseJavaScript(body);
    for (const database of databasesOf(body)) checkDatabase(database, registryDatabase);
    for (const inner of innerPipelines(name, body)) checkPipeline(inner, registryDatabase);
  }
}

/** `{db}` of `$out` and `$unionWith`, `from.db` of `$lookup`, `into.db` of `$merge`. */
function databasesOf(body: unknown): string[] {
  if (!isDocument(body)) return [];
  const places = [body, body.from, body.into, body.coll].filter(isDocument);
  return places
    .map((place) => place.db)
    .filter((database) => database !== undefined)
    .map(String);
}

function innerPipelines(stage: string, body: unknown): Document[][] {
  if (!isDocument(body)) return [];
  const candidates = stage === '$facet' ? Object.values(body) : [body.pipeline];
  return candidates.filter(isPipeline);
}

function isPipeline(value: unknown): value is Document[] {
  return Array.isArray(value) && value.every(isDocument);
}

export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
