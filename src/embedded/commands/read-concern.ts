/**
 * `readConcern` on a standalone. One thread that reads what is on the disk gives every command what `majority` promises,
 * so the levels without a cluster are all the same; the others are refused as the server refuses them.
 */
import { type Document, Timestamp } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldNames } from '../../bson/fields.ts';
import { badValue, EngineError } from '../engine-error.ts';
import { documentOption, unknownField, wrongType } from './options.ts';
import { checkProvenance } from './provenance.ts';

const LEVELS = new Set(['local', 'majority', 'available', 'linearizable', 'snapshot']);
const CLUSTER_LEVELS = new Set(['linearizable', 'snapshot']);
const TIMESTAMP_FIELDS = ['afterClusterTime', 'atClusterTime'];
const FIELDS = new Set(['level', 'afterOpTime', 'provenance', 'allowTransactionTableSnapshot', ...TIMESTAMP_FIELDS]);

/** Commands that read without a snapshot in any server. */
const WITHOUT_SNAPSHOT = new Set(['count']);

/** `takes`: whether the command takes a level beside `local`. */
export function checkReadConcern(command: string, body: Document, takes: (level: string) => boolean): void {
  const concern = documentOption(command, body, 'readConcern');
  if (concern === undefined) return;
  for (const name of fieldNames(concern)) if (!FIELDS.has(name)) throw unknownField('readConcern', name);
  const level = levelOf(concern);
  checkTimes(concern, level);
  checkProvenance('readConcern', concern);
  if (level === undefined || level === 'local') return;
  if (!takes(level) || (level === 'snapshot' && WITHOUT_SNAPSHOT.has(command))) {
    throw new EngineError(
      72,
      'InvalidOptions',
      `Command ${command} does not support { readConcern: { level: "${level}" } }`,
    );
  }
  if (!CLUSTER_LEVELS.has(level)) return;
  throw new EngineError(
    123,
    'NotAReplicaSet',
    `readConcern level "${level}" needs a replica set, and this is a standalone`,
  );
}

function levelOf(concern: Document): string | undefined {
  const level: unknown = concern.level;
  if (level === undefined || level === null) return undefined;
  if (typeof level !== 'string') throw wrongType('readConcern', 'level', level, 'string');
  if (!LEVELS.has(level))
    throw badValue(`Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`);
  return level;
}

/** There is no cluster, so there is no cluster time to read after or at. */
function checkTimes(concern: Document, level: string | undefined): void {
  for (const name of TIMESTAMP_FIELDS) {
    const time: unknown = concern[name];
    if (time === undefined) continue;
    if (!(time instanceof Timestamp) || bsonTypeOf(time) !== 'timestamp') {
      throw wrongType('readConcern', name, time, 'timestamp');
    }
    // Which one is no time at all depends on the field.
    if (name === 'atClusterTime' ? time.getHighBitsUnsigned() === 0 : time.isZero()) {
      throw new EngineError(72, 'InvalidOptions', `readConcern '${name}' must not be the null timestamp`);
    }
  }
  if (concern.atClusterTime !== undefined && level !== 'snapshot') {
    throw new EngineError(72, 'InvalidOptions', "readConcern 'atClusterTime' is only valid with level 'snapshot'");
  }
  if (concern.afterClusterTime !== undefined) {
    throw new EngineError(
      20,
      'IllegalOperation',
      "readConcern 'afterClusterTime' needs a replica set, and this is a standalone",
    );
  }
}
