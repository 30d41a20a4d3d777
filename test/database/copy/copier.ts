/** A process to be killed: copies in small batches and prints a line for each. */
import { writeSync } from 'node:fs';
import { copyDatabases } from '../../../src/database/copy/copy.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { driver } from '../../embedded/engine.ts';

const [source = '', target = ''] = process.argv.slice(2).map((uri) => new driver.MongoClient(uri));
if (source === '' || target === '') throw new Error('two URIs are needed');
await copyDatabases({
  source: { client: source, description: 'the data file' },
  target: { client: target, description: 'the target' },
  limits: { ...DEFAULT_LIMITS, copyBatchDocumentsMax: 5 },
  signal: new AbortController().signal,
  databases: [],
  collections: [],
  overwrite: false,
  onProgress: ({ step, documents }) => writeSync(1, `${step} ${documents}\n`),
});
await Promise.all([source.close(), target.close()]);
