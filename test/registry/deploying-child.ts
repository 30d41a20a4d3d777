/** Deploys version after version of an app, says each number once it is acknowledged, and waits to be killed. */
import { ObjectId } from '../../src/bson/bson.ts';
import { openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { createRegistry } from '../../src/registry/registry.ts';

const [dataDirectory = '', database = '', clientAppId = ''] = process.argv.slice(2);
const FILES = 60;
const limits = { ...DEFAULT_LIMITS, registryBlobsPerBatch: 10, registryTreeEntriesMax: 8 };

const { client } = await openDatabase({
  uri: process.env.MONGODB_URI || undefined,
  dataDirectory,
  limits,
  appName: 'kill',
});
const registry = createRegistry(client, { database, now: () => new Date(), newId: () => new ObjectId(), limits });
await registry.prepare();
for (;;) {
  const app = await registry.findApp(clientAppId);
  if (app === undefined) throw new Error('the app is gone');
  const version = `version of ${process.pid} after revision ${app.revision}`;
  const files = new Map(
    Array.from({ length: FILES }, (_, index) => [`file-${index}`, Buffer.from(`${version}, file ${index}`)]),
  );
  const entries = [...files.keys()].map((path) => ({ path, kind: 'other' as const, resource: path }));
  const { number } = await registry.deploy({ app, files, entries, origin: 'import' });
  process.stdout.write(`${number}\n`);
}
