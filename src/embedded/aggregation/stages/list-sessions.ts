/** The stages `$listLocalSessions` and `$listSessions`: the sessions of the client's own user, of some users, or of all. */
import { createHash } from 'node:crypto';
import { Binary, type Document, UUID } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldNames, getField } from '../../../bson/fields.ts';
import { EngineError } from '../../engine-error.ts';
import type { LocalSession } from '../../monitoring/local-sessions.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { flagField, missingStageField, stageDocument, unknownStageField, wrongStageType } from '../stage-fields.ts';

const FIELDS = new Set(['users', 'allUsers']);
const USER_FIELDS = new Set(['user', 'db']);

export function compileListLocalSessions(spec: unknown, options: StageOptions): Stage {
  return listed('$listLocalSessions', spec, options);
}

/** A server writes its sessions to this collection now and then; here they are kept in memory alone, and told from there. */
export function compileListSessions(spec: unknown, options: StageOptions): Stage {
  const stage = listed('$listSessions', spec, options);
  const { source, origin } = options;
  if (source?.database === 'config' && origin?.openedAs === 'system.sessions') return stage;
  throw new EngineError(73, 'InvalidNamespace', '$listSessions may only be run against config.system.sessions');
}

function listed(name: string, spec: unknown, { server }: StageOptions): Stage {
  const wanted = parseWanted(name, spec);
  return function* described() {
    if (server === undefined) return;
    const owners = wanted === 'all' ? undefined : (wanted ?? new Set([server.owner]));
    for (const session of server.localSessions()) {
      if (owners === undefined || owners.has(session.owner)) yield describe(session);
    }
  };
}

/** Undefined for the client's own. */
function parseWanted(stage: string, spec: unknown): ReadonlySet<string> | 'all' | undefined {
  const document = stageDocument(stage, spec, FIELDS);
  const all = document.allUsers === null ? false : (flagField(stage, document, 'allUsers') ?? false);
  const users = parseUsers(`${stage}.users`, document.users);
  if (all && users.size > 0) {
    const message = `${stage} may not specify both 'users' and 'allUsers'`;
    throw new EngineError(12, 'UnsupportedFormat', message);
  }
  if (all) return 'all';
  return users.size > 0 ? users : undefined;
}

function parseUsers(path: string, value: unknown): ReadonlySet<string> {
  if (isNullish(value)) return new Set();
  if (!Array.isArray(value)) throw wrongStageType(path, value, 'array');
  const owners = new Set<string>();
  for (const [position, entry] of value.entries()) {
    if (entry !== null) owners.add(parseUser(`${path}.${position}`, entry));
  }
  return owners;
}

function parseUser(path: string, entry: unknown): string {
  const document = asDocument(entry);
  if (document === undefined) throw wrongStageType(path, entry, 'object');
  for (const name of fieldNames(document)) if (!USER_FIELDS.has(name)) throw unknownStageField(`${path}.${name}`);
  return `${nameField(path, document, 'user')}@${nameField(path, document, 'db')}`;
}

function nameField(path: string, document: Document, name: string): string {
  const value = getField(document, name);
  if (typeof value === 'string') return value;
  throw isNullish(value) ? missingStageField(`${path}.${name}`) : wrongStageType(`${path}.${name}`, value, 'string');
}

/** `uid` is a digest of the user's name, and the digest of nothing where no user was asked for. */
function describe({ id, owner, lastUse }: LocalSession): Document {
  const uid = new Binary(createHash('sha256').update(owner).digest());
  return { _id: { id: new UUID(id), uid }, lastUse };
}
