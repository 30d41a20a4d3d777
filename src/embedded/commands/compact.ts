import { type Document, Int32 } from '../../bson/bson.ts';
import { badValue } from '../engine-error.ts';
import { namespaceNotFound } from '../storage/namespace.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { strictBooleanOption, wholeOption } from './options.ts';
import { keepsViews } from './resolve-view.ts';

export const compactCommand: Command = {
  name: 'compact',
  options: ['force', 'dryRun', 'freeSpaceTargetMB'],
  run: compact,
};

/** The pages that a collection leaves are used again by all of them, so that none has any to give back. */
function compact(context: CommandContext): Document {
  const { store, database, body } = context;
  const name = askedName(context);
  const isDryRun = strictBooleanOption('compact', body, 'dryRun') ?? false;
  strictBooleanOption('compact', body, 'force');
  const target = wholeOption('compact', body, 'freeSpaceTargetMB') ?? 1;
  if (target < 1) throw badValue(`BSON field 'compact.freeSpaceTargetMB' must be at least 1, actual value '${target}'`);
  const isViews = keepsViews(store.catalog, database, name);
  if (!isViews && collectionAt(store, database, name) === undefined) throw namespaceNotFound(`${database}.${name}`);
  return isDryRun ? { estimatedBytesFreed: new Int32(0) } : { bytesFreed: new Int32(0) };
}
