import { Long } from '../../bson/bson.ts';
import type { Command, CommandContext } from './command.ts';
import { arrayOption, countOption, longOption, stringOption } from './options.ts';

export const cursorCommands: readonly Command[] = [
  { name: 'getMore', options: ['collection', 'batchSize', 'maxTimeMS'], run: getMore },
  { name: 'killCursors', options: ['cursors'], run: killCursors },
];

function getMore({ body, database, cursors }: CommandContext): Uint8Array {
  const namespace = `${database}.${stringOption('getMore', body, 'collection')}`;
  return cursors.next(longOption('getMore', body, 'getMore'), namespace, countOption('getMore', body, 'batchSize'));
}

function killCursors({ body, cursors }: CommandContext) {
  const ids = (arrayOption('killCursors', body, 'cursors') ?? []).filter((id) => id instanceof Long);
  const cursorsKilled = ids.filter((id) => cursors.kill(id));
  const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}
