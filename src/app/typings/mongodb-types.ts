/** Typings of `context.services.get("mongodb-atlas")`. */
export const MONGODB_TYPES = `interface MongodbService {
  db(name: string): MongodbDatabase;
  /** The name of 2017. */
  database(name: string): MongodbDatabase;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  startSession(...args: any[]): any;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  admin(): any;
}

interface MongodbDatabase {
  collection(name: string): MongodbCollection;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  getCollectionNames(): any;
}

type MongodbDocument = { [key: string]: any };

interface MongodbCollection {
  find(query?: object, projection?: object | null, options?: object): MongodbCursor & MongodbOrder;
  aggregate(pipeline: object[]): MongodbCursor;
  findOne(query?: object, projection?: object | null, options?: object): Promise<MongodbDocument | null>;
  findOneAndUpdate(query: object, update: object, options?: MongodbFindAndModify): Promise<MongodbDocument | null>;
  findOneAndReplace(query: object, document: object, options?: MongodbFindAndModify): Promise<MongodbDocument | null>;
  findOneAndDelete(query: object, options?: { sort?: object; projection?: object }): Promise<MongodbDocument | null>;
  /** A 64-bit value that takes part in arithmetic like a number. */
  count(query?: object, options?: { limit?: number }): Promise<any>;
  countDocuments(query?: object, options?: { limit?: number }): Promise<any>;
  distinct(field: string, query?: object, options?: object): Promise<any[]>;
  insertOne(document: object): Promise<{ insertedId: any }>;
  insertMany(documents: object[], options?: { ordered?: boolean }): Promise<{ insertedIds: any[] }>;
  updateOne(query: object, update: object, options?: MongodbUpdate): Promise<MongodbUpdated>;
  updateMany(query: object, update: object, options?: MongodbUpdate): Promise<MongodbUpdated>;
  replaceOne(query: object, document: object, options?: { upsert?: boolean }): Promise<MongodbUpdated>;
  deleteOne(query: object): Promise<{ deletedCount: number }>;
  deleteMany(query: object): Promise<{ deletedCount: number }>;
  bulkWrite(operations: object[], options?: { ordered?: boolean; bypassDocumentValidation?: boolean }): Promise<null>;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  watch(...args: any[]): any;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  initializeOrderedBulkOp(): any;
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  initializeUnorderedBulkOp(): any;
}

/** Nothing is asked of the database before somebody looks; awaiting or returning a cursor gives the array. */
interface MongodbCursor extends PromiseLike<MongodbDocument[]> {
  toArray(): Promise<MongodbDocument[]>;
  /** Undefined at the end. */
  next(): Promise<MongodbDocument | undefined>;
  close(): void;
  [Symbol.asyncIterator](): AsyncIterableIterator<MongodbDocument>;
}

interface MongodbOrder {
  skip(count: number): MongodbCursor & MongodbOrder;
  limit(count: number): MongodbCursor & MongodbOrder;
  sort(order: object): MongodbCursor & MongodbOrder;
}

interface MongodbFindAndModify {
  upsert?: boolean;
  sort?: object;
  projection?: object;
  /** The document after the change instead of before it. */
  returnNewDocument?: boolean;
}

interface MongodbUpdate {
  upsert?: boolean;
  arrayFilters?: object[];
}

interface MongodbUpdated {
  matchedCount: number;
  modifiedCount: number;
  upsertedId?: any;
}
`;
