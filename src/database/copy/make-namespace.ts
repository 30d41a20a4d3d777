/** Makes a collection or a view at the target, with its options. */
import type { MongoClient } from 'mongodb';
import { toDriverMap } from './driver-values.ts';
import type { PlannedNamespace } from './plan-namespace.ts';

export async function makeNamespace(
  { action, database, name, options }: PlannedNamespace,
  target: MongoClient,
): Promise<void> {
  if (action === 'keep') return;
  const db = target.db(database);
  if (action === 'replace') await db.dropCollection(name);
  await db.command({ create: name, ...Object.fromEntries(toDriverMap(options)) });
}
