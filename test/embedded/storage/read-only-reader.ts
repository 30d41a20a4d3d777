/** A process without the right to write its data file: prints what it reads, and what a write answers, as JSON. */
import { failureOf, openEngine } from '../engine.ts';

const [dataFile = ''] = process.argv.slice(2);
const test = await openEngine({ dataFile });
const collection = test.client.db('a').collection('b');
const read = async () => (await collection.find().sort({ n: 1 }).toArray()).map(({ n }) => n);
const before = await read();
const failures = [
  await failureOf(collection.insertOne({ n: 9 })),
  await failureOf(collection.updateMany({}, { $inc: { n: 1 } })),
  await failureOf(test.client.db('a').createCollection('c')),
];
process.stdout.write(JSON.stringify({ before, failures, after: await read() }));
await test.close();
