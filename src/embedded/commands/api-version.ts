/** The stable API: a client that names its version, and asks for nothing outside of it. */
import type { Document } from '../../bson/bson.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { booleanOption, stringOption } from './options.ts';

export const API_VERSION = '1';

/** The commands of version 1. */
const VERSION_1_COMMANDS = new Set([
  'abortTransaction',
  'aggregate',
  'bulkWrite',
  'collMod',
  'commitTransaction',
  'count',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'endSessions',
  'explain',
  'find',
  'findAndModify',
  'getMore',
  'hello',
  'insert',
  'killCursors',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'ping',
  'refreshSessions',
  'update',
]);

export function isInStableApi(command: string): boolean {
  return VERSION_1_COMMANDS.has(command);
}

export function checkApiVersion(command: string, body: Document): void {
  const strict = booleanOption(command, body, 'apiStrict');
  const deprecationErrors = booleanOption(command, body, 'apiDeprecationErrors');
  if (body.apiVersion === undefined) {
    if (strict === undefined && deprecationErrors === undefined) return;
    throw locationError(4_886_600, 'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion');
  }
  const version = stringOption(command, body, 'apiVersion');
  if (version !== API_VERSION) throw new EngineError(322, 'APIVersionError', `API version must be "${API_VERSION}"`);
  if (strict !== true || isInStableApi(command)) return;
  throw new EngineError(
    323,
    'APIStrictError',
    `Provided apiStrict:true, but the command ${command} is not in API Version ${API_VERSION}`,
  );
}
