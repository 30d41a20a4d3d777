/** Lazy results of `find` and `aggregate`: nothing is asked of the database before someone looks. */
import { createNotSupported } from './errors.ts';
import { arrayIsArray, createTable, objectFreeze, promiseResolve, promiseThen } from './primordials.ts';

export interface CursorOptions {
  skip?: unknown;
  limit?: unknown;
  sort?: unknown;
}

/** `fetch` starts the operation with what the chain has collected. Awaiting or returning the cursor gives the array. */
export function createCursor(fetch: (options: CursorOptions) => Promise<unknown>): object {
  const options: CursorOptions = createTable<unknown>();
  let documents: Promise<unknown> | undefined;
  let position = 0;
  const start = (): Promise<unknown> => {
    documents ??= fetch(options);
    return documents;
  };
  const next = async (): Promise<unknown> => {
    const found = await start();
    const document: unknown = arrayIsArray(found) ? found[position] : undefined;
    position += 1;
    return document;
  };
  const change = (name: keyof CursorOptions, value: unknown): object => {
    if (documents !== undefined) throw new Error(`cursor.${name}() must come before the first document is read`);
    options[name] = value;
    return cursor;
  };
  const cursor = objectFreeze({
    toArray: start,
    next,
    skip: (value: unknown) => change('skip', value),
    limit: (value: unknown) => change('limit', value),
    sort: (value: unknown) => change('sort', value),
    // biome-ignore lint/suspicious/noThenProperty: functions return and await cursors as if they were arrays
    then: (onFulfilled: (value: unknown) => unknown, onRejected: (reason: unknown) => unknown) =>
      promiseThen(start(), onFulfilled, onRejected),
    close() {
      documents ??= promiseResolve([]);
    },
    forEach() {
      throw createNotSupported('cursor.forEach');
    },
    async *[Symbol.asyncIterator]() {
      const found = await start();
      if (arrayIsArray(found)) yield* found;
    },
  });
  return cursor;
}
