import { type Document, Long } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { EngineError } from '../engine-error.ts';
import type { Command, CommandContext } from './command.ts';
import { maxTimeMs } from './generic-options.ts';
import {
  arrayOption,
  collectionNameOption,
  countOption,
  longOption,
  missingField,
  stringOption,
  wrongType,
} from './options.ts';
import { sessionOf } from './session-id.ts';

export const cursorCommands: readonly Command[] = [
  { name: 'getMore', options: ['collection', 'batchSize', 'term'], readConcern: true, run: getMore },
  { name: 'killCursors', options: ['cursors'], run: killCursors },
];

function getMore({ body, database, cursors, operation, connection }: CommandContext): Uint8Array | Promise<Uint8Array> {
  const id = longOption('getMore', body, 'getMore');
  const namespace = `${database}.${stringOption('getMore', body, 'collection')}`;
  const batchSize = countOption('getMore', body, 'batchSize');
  // Of a replica set's elections, and so without effect here.
  if (body.term !== undefined && body.term !== null) longOption('getMore', body, 'term');
  const { ended } = connection;
  let endWait = () => {};
  return cursors.next(id, {
    namespace,
    batchSize,
    session: sessionOf(body),
    maxTimeMs: maxTimeMs('getMore', body),
    onWait(wake) {
      operation.waits(wake);
      ended.removeEventListener('abort', endWait);
      endWait = wake ?? endWait;
      if (wake !== undefined) ended.addEventListener('abort', wake, { once: true });
      if (ended.aborted) wake?.();
    },
    checkAsked() {
      operation.checkNotKilled();
      if (ended.aborted) throw new EngineError(279, 'ClientDisconnect', 'operation was interrupted');
    },
  });
}

function killCursors({ body, cursors }: CommandContext): Document {
  // Any name will do: a cursor of the server's own has one that no collection may have.
  collectionNameOption(body, 'killCursors');
  const ids = cursorIds(body);
  const cursorsKilled: Long[] = [];
  const cursorsNotFound: Long[] = [];
  for (const id of ids) (cursors.kill(id) ? cursorsKilled : cursorsNotFound).push(id);
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}

function cursorIds(body: Document): Long[] {
  const sent = arrayOption('killCursors', body, 'cursors');
  if (sent === undefined) throw missingField('killCursors', 'cursors');
  const ids: Long[] = [];
  for (const [position, id] of sent.entries()) {
    if (id === null) continue;
    if (bsonTypeOf(id) !== 'long' || !(id instanceof Long))
      throw wrongType('killCursors', `cursors.${position}`, id, 'long');
    ids.push(id);
  }
  return ids;
}
