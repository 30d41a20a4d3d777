/** A process to be killed: inserts documents with several clients at once and prints the number of each acknowledged one. */
import { writeSync } from 'node:fs';
import { openEngine } from '../engine.ts';

const [dataFile = '', firstText = '0'] = process.argv.slice(2);
const { client } = await openEngine({ dataFile });
const collection = client.db('kill').collection('items');
await collection.createIndex({ n: 1 }, { unique: true });
let n = Number(firstText);

await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      n += 1;
      const mine = n;
      await collection.insertOne({ n: mine, text: 'a'.repeat(mine % 3000) });
      writeSync(1, `${mine}\n`);
    }
  }),
);
