/** What a server answers to a case: documents or counts, what the collection holds after a write, or an error's code. */
import type { Db } from 'mongodb';
import { type Document, EJSON } from '../../../src/bson/bson.ts';
import { type Case, COLLECTION } from './case.ts';

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: unknown; readonly after: readonly unknown[] | undefined }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }
  /** The documents of the case could not be stored. */
  | { readonly kind: 'not set up'; readonly message: string };

const AS_STORED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };
/** Of an answer, what tells of the case and not of the server. */
const ANSWER_FIELDS = ['n', 'nModified', 'upserted', 'value', 'lastErrorObject', 'values'];

export async function askServer(database: Db, { documents, command }: Case): Promise<Outcome> {
  const collection = database.collection(COLLECTION);
  try {
    await collection.deleteMany({});
    if (documents.length > 0) await collection.insertMany(documents.map((document) => ({ ...document })));
  } catch (error) {
    return { kind: 'not set up', message: String(error) };
  }
  try {
    const reply = await database.command(command, AS_STORED);
    const [failure] = reply.writeErrors ?? [];
    if (failure !== undefined) return { kind: 'failed', code: Number(failure.code), message: String(failure.errmsg) };
    const answer = reply.cursor === undefined ? answerFields(reply) : reply.cursor.firstBatch;
    const writes = command.find === undefined && command.aggregate === undefined && command.distinct === undefined;
    const after = writes ? await collection.find({}, AS_STORED).sort({ _id: 1 }).toArray() : undefined;
    return { kind: 'answered', answer: canonical(answer), after: after && (canonical(after) as unknown[]) };
  } catch (error) {
    // Nothing is promoted, so neither is the code of an error.
    const code = Number((error as { code?: unknown }).code);
    if (Number.isNaN(code)) throw error;
    return { kind: 'failed', code, message: String(error) };
  }
}

function answerFields(reply: Document): Document {
  return Object.fromEntries(ANSWER_FIELDS.flatMap((name) => (name in reply ? [[name, reply[name]]] : [])));
}

function canonical(value: unknown): unknown {
  return EJSON.serialize(value as Document, { relaxed: false });
}
