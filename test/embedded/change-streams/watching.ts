/** Change streams through the driver, without a guess about when they are open. */
import { once } from 'node:events';
import type { ChangeStream, Collection, Db, Document, ResumeToken } from 'mongodb';

/** The events that a stream gives from its opening on, which `work` begins after. Closes the stream. */
export async function eventsOf(stream: ChangeStream, count: number, work: () => Promise<unknown>): Promise<Document[]> {
  const opened = once(stream, 'resumeTokenChanged');
  const first = stream.next();
  await Promise.race([opened, first]);
  await work();
  const events: Document[] = [await first];
  while (events.length < count) events.push(await stream.next());
  await stream.close();
  return events;
}

/** From which a stream goes on with what happens after this moment. */
export async function tokenOf(watched: Pick<Collection, 'watch'>): Promise<ResumeToken> {
  const stream = watched.watch([], { maxAwaitTimeMS: 1 });
  await stream.tryNext();
  const { resumeToken } = stream;
  await stream.close();
  return resumeToken;
}

/** The first events of a stream that starts with a token. Closes it. */
export async function take(stream: ChangeStream, count: number): Promise<Document[]> {
  const events: Document[] = [];
  while (events.length < count) events.push(await stream.next());
  await stream.close();
  return events;
}

export const typeOf = ({ operationType }: Document): unknown => operationType;

export type Work = (collection: Collection, database: Db) => Promise<unknown>;

/** What a collection of these documents tells first of the work on it. */
export async function firstEvent(
  database: Db,
  before: Document[],
  work: Work,
  options: Document = {},
): Promise<Document> {
  const collection = database.collection('items');
  if (before.length > 0) await collection.insertMany(before);
  const startAfter = await tokenOf(collection);
  await work(collection, database);
  const [event = {}] = await take(collection.watch([], { ...options, startAfter }), 1);
  return event;
}
