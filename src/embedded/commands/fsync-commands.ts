/** `fsync` and `fsyncUnlock`. Every write that was answered is on the disk already. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { bsonTypeOf, isNullish } from '../../bson/bson-type.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import type { Command, CommandContext } from './command.ts';
import { booleanOption, wrongType } from './options.ts';

export const fsyncCommands: readonly Command[] = [
  { name: 'fsync', options: ['lock', 'fsyncLockAcquisitionTimeoutMillis'], adminOnly: true, run: fsync },
  { name: 'fsyncUnlock', adminOnly: true, run: fsyncUnlock },
];

/** Moves what the write-ahead log holds into the file itself. A lock would hold up other processes on the file too. */
function fsync({ body, store }: CommandContext): Document {
  const locks = booleanOption('fsync', body, 'lock') ?? false;
  const timeout: unknown = body.fsyncLockAcquisitionTimeoutMillis;
  if (!isNullish(timeout) && bsonTypeOf(timeout) !== 'int') {
    throw wrongType('fsync', 'fsyncLockAcquisitionTimeoutMillis', timeout, 'int');
  }
  if (locks) throw notImplemented("option 'lock' of fsync");
  store.file.get('PRAGMA wal_checkpoint(PASSIVE)');
  return { numFiles: new Int32(1) };
}

function fsyncUnlock(): Document {
  throw new EngineError(20, 'IllegalOperation', 'fsyncUnlock called when not locked');
}
