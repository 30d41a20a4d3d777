/** A client whose collection methods and commands pass through `intercept` first: to fail, to count, or to answer in the server's place. */
import type { Collection, Db, Document, MongoClient } from 'mongodb';

export interface StoreCall {
  readonly collection: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Answers in place of the method, by a function to call; undefined lets the call through. */
export type Intercept = (call: StoreCall) => (() => unknown) | undefined;

export function clientWith(client: MongoClient, intercept: Intercept): MongoClient {
  return wrap(client, {
    db: (name: string, options?: object) =>
      wrap<Db>(client.db(name, options), {
        command: (command: Document, settings?: object) => {
          const [method = '', collection] = Object.entries(command)[0] ?? [];
          const answer = intercept({ collection: String(collection), method, args: [command] });
          return answer === undefined ? client.db(name, options).command(command, settings) : answer();
        },
        collection: (collection: string, settings?: object) =>
          wrapCollection(client.db(name, options).collection(collection, settings), intercept),
      }),
  });
}

function wrapCollection(collection: Collection, intercept: Intercept): Collection {
  return new Proxy(collection, {
    get(target, method) {
      const own: unknown = Reflect.get(target, method, target);
      if (typeof own !== 'function') return own;
      return (...args: unknown[]) => {
        const answer = intercept({ collection: target.collectionName, method: String(method), args });
        return answer === undefined ? own.apply(target, args) : answer();
      };
    },
  });
}

function wrap<Target extends object>(target: Target, methods: Readonly<Record<string, unknown>>): Target {
  return new Proxy(target, {
    get(inner, name) {
      const replaced = methods[String(name)];
      if (replaced !== undefined) return replaced;
      const own: unknown = Reflect.get(inner, name, inner);
      return typeof own === 'function' ? own.bind(inner) : own;
    },
  });
}
