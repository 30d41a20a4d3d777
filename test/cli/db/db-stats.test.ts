import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDbStats } from '../../../src/cli/commands/db/db-stats.ts';
import type { Finished } from '../command-line.ts';
import { createDataDirectory, type DataDirectory } from './data-directory.ts';

let data: DataDirectory;
beforeAll(async () => {
  data = await createDataDirectory();
  await data.fill(async (client) => {
    const orders = client.db('shop').collection('orders');
    await orders.createIndex({ n: 1 });
    await orders.insertMany([{ n: 1 }, { n: 2, text: 'a'.repeat(1000) }]);
    await client.db('shop').createCollection('empty');
    await client
      .db('archive')
      .collection('old')
      .insertOne({ _id: 1 as never });
  });
});
afterAll(() => data.remove());

const dataOf = ({ json }: Finished) => (json as { readonly data?: unknown }).data;
const collection = (name: string, documents: number, indexes: number) => ({
  name,
  documents,
  indexes,
  bytes: expect.any(Number),
  largestDocumentBytes: expect.any(Number),
  indexBytes: expect.any(Number),
});

describe('db stats', () => {
  it('counts documents, bytes and indexes of each collection', async () => {
    const done = await data.run(runDbStats, {});
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(dataOf(done)).toEqual({
      dataFile: data.dataFile,
      fileBytes: statSync(data.dataFile).size,
      walBytes: 0,
      formatVersion: expect.any(Number),
      unusedBytes: expect.any(Number),
      oplogBytes: expect.any(Number),
      databases: [
        { name: 'archive', views: 0, collections: [collection('old', 1, 1)] },
        { name: 'shop', views: 0, collections: [collection('empty', 0, 1), collection('orders', 2, 2)] },
      ],
    });
  });

  it('measures documents as BSON', async () => {
    const done = await data.run(runDbStats, {});
    expect(dataOf(done)).toMatchObject({
      databases: [
        { collections: [{ bytes: 14, largestDocumentBytes: 14 }] },
        {
          collections: [
            { bytes: 0, largestDocumentBytes: 0, indexBytes: 0 },
            // {_id: ObjectId, n: int}, and the same with a text of 1,000 characters in a field named "text".
            { bytes: 29 + 29 + 11 + 1000, largestDocumentBytes: 29 + 11 + 1000 },
          ],
        },
      ],
    });
  });

  it('shows a person a table with a sum for each database', async () => {
    const text = await data.show(runDbStats, {});
    expect(text).toMatch(/^shop +2 +1\.1 kB +1\.0 kB +3 /m);
    expect(text).toMatch(/^ {2}orders +2 +1\.1 kB +1\.0 kB +2 /m);
    expect(text).toMatch(/^ {2}empty +0 +0 bytes +0 bytes +1 /m);
  });

  it('shows a person how many views a database has', async () => {
    await data.fill((client) => client.db('viewed').createCollection('seen', { viewOn: 'none', pipeline: [] }));
    expect(await data.show(runDbStats, {})).toMatch(/^viewed +0 .*\n {2}and views: 1$/m);
  });

  it('works beside a program that has the database open, and tells the write-ahead log apart', async () => {
    const engine = await data.open();
    await engine.client
      .db('shop')
      .collection('more')
      .insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
    const done = await data.run(runDbStats, {});
    expect(dataOf(done)).toMatchObject({ walBytes: statSync(`${data.dataFile}-wal`).size });
    expect(JSON.stringify(done.json)).toContain('"name":"more","documents":100');
    await engine.close();
  });
});

describe('a command on the data file', () => {
  it('does not make one where there is none', async () => {
    const done = await data.run(runDbStats, {}, { dataDirectory: `${data.directory}/nowhere` });
    expect(done).toMatchObject({ status: 7, json: { error: { code: 'NoDataFile' } } });
  });

  it('refuses to guess when the settings name a registry, and hides its password', async () => {
    const done = await data.run(runDbStats, {}, { registryUri: 'mongodb://ada:canary@db.example.com/' });
    expect(done).toMatchObject({ status: 2, json: { error: { code: 'WrongUsage' } } });
    expect(JSON.stringify(done)).not.toContain('canary');
    // It may come from the environment or the settings file, where no other flag helps.
    expect(JSON.stringify(done.json)).toContain('config show');
  });
});
