import { MongoServerError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppRecord } from '../../src/registry/apps.ts';
import type { Follower, FollowOptions } from '../../src/registry/follow.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { clientWith } from './client-with.ts';
import { entriesFor, filesFrom, openStore, type Store } from './store.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let store: Store;
let followers: Follower[];

beforeEach(async () => {
  store = await openStore();
  followers = [];
  await store.registry.prepare();
});
afterEach(async () => {
  await Promise.all(followers.map((follower) => follower.close()));
  await store.remove();
});

const limits = { registryFollowPollMs: 10, registryReconcilePollMs: 60_000, registryBackOffMsMax: 20 };

const createApp = (clientAppId: string) =>
  store.registry.createApp({ clientAppId, name: 'a', location: 'US-VA', deploymentModel: 'GLOBAL' });

async function deployNext(clientAppId: string, text: string): Promise<void> {
  const app = await store.registry.findApp(clientAppId);
  if (app === undefined) throw new Error('no such app');
  const files = filesFrom({ a: text });
  await store.registry.deploy({ app, files, entries: entriesFor(files), origin: 'import' });
}

/** Follows and keeps what was offered; `until` waits for a fact about it. */
function watch(registry: Registry, options: Partial<FollowOptions> = {}) {
  const offered: string[] = [];
  const errors: string[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of waiting) check();
  };
  const follower = registry.follow({
    known: options.known ?? [],
    async onChange(app) {
      offered.push(`${app.clientAppId} ${app.revision}`);
      look();
      await options.onChange?.(app);
    },
    onError(error) {
      errors.push(error.message);
      look();
    },
  });
  followers.push(follower);
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (isTrue()) resolve();
      };
      waiting.add(check);
      check();
    });
  return { offered, errors, until };
}

describe('following the registry', () => {
  it('offers apps that are there, new ones and new revisions, each once', async () => {
    await createApp('one');
    const { offered, errors, until } = watch(
      store.createRegistry({ limits: { ...limits, registryReconcilePollMs: 10 } }),
    );
    await until(() => offered.includes('one 0'));
    await createApp('two');
    await until(() => offered.includes('two 0'));
    await deployNext('one', 'x');
    await until(() => offered.includes('one 1'));
    expect({ offered, errors }).toEqual({ offered: ['one 0', 'two 0', 'one 1'], errors: [] });
  });

  it('offers nothing that is known already', async () => {
    const known = [await createApp('one'), { ...(await createApp('two')), revision: 7 }];
    const { offered, until } = watch(store.createRegistry({ limits }), { known });
    await createApp('three');
    await until(() => offered.length > 0);
    expect(offered).toEqual(['three 0']);
  });

  it('offers an app again when taking it failed, and reports why', async () => {
    await createApp('one');
    let attempts = 0;
    const onChange = () => {
      if (++attempts < 3) throw new Error(`attempt ${attempts} failed`);
    };
    const { offered, errors, until } = watch(store.createRegistry({ limits }), { onChange });
    await until(() => offered.length === 3);
    expect(offered).toEqual(['one 0', 'one 0', 'one 0']);
    expect(errors).toEqual(['attempt 1 failed', 'attempt 2 failed']);
  });

  it('offers the other apps while one keeps failing', async () => {
    for (const name of ['one', 'two', 'three']) await createApp(name);
    const onChange = ({ clientAppId }: AppRecord) => {
      if (clientAppId !== 'three') throw new Error(`${clientAppId} is broken`);
    };
    const { offered, errors, until } = watch(store.createRegistry({ limits }), { onChange });
    await until(() => errors.length >= 4);
    expect(offered.filter((offer) => offer === 'three 0')).toHaveLength(1);
    expect(new Set(errors)).toEqual(new Set(['one is broken', 'two is broken']));
  });

  it('reports a store that fails and goes on when it is back', async () => {
    await createApp('one');
    let failures = 2;
    const client = clientWith(store.client, ({ collection, method }) => {
      if (collection !== 'apps' || method !== 'find' || failures === 0) return undefined;
      failures--;
      throw new Error('away');
    });
    const { offered, errors, until } = watch(store.createRegistry({ client, limits }));
    await until(() => offered.length > 0);
    expect({ offered, errors }).toEqual({ offered: ['one 0'], errors: ['away', 'away'] });
  });

  it('never goes backwards when a stale read comes after a fresh one', async () => {
    const stale = await createApp('one');
    await deployNext('one', 'x');
    const { offered, until } = watch(store.createRegistry({ limits }), { known: [{ ...stale, revision: 5 }] });
    await createApp('two');
    await until(() => offered.length > 0);
    expect(offered).toEqual(['two 0']);
  });

  it('waits for the app that is being taken when it is closed, and offers no more', async () => {
    await createApp('one');
    await createApp('two');
    const taking = Promise.withResolvers<void>();
    const { offered, until } = watch(store.createRegistry({ limits }), { onChange: () => taking.promise });
    await until(() => offered.length === 1);
    const closed = followers[0]?.close();
    taking.resolve();
    await closed;
    expect(offered).toHaveLength(1);
  });
});

describe('a server with change streams', () => {
  it('wakes the follower at once, long before the reconcile interval', async () => {
    const app = await createApp('one');
    const stream = pushedStream();
    const { offered, until } = watch(
      registryWithStream(() => stream),
      { known: [app] },
    );
    await stream.opened;
    await deployNext('one', 'x');
    stream.push();
    await until(() => offered.length > 0);
    expect(offered).toEqual(['one 1']);
  });

  it('that does not wait for events is not asked without a pause', async () => {
    const app = await createApp('one');
    let asked = 0;
    const impatient = {
      async tryNext() {
        asked++;
        return null;
      },
      async close() {},
    };
    const { offered, until } = watch(
      registryWithStream(() => impatient),
      { known: [app] },
    );
    await deployNext('one', 'x');
    await until(() => offered.length > 0);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
    // The pause is 10 ms here: without one there would be thousands.
    expect(asked - before).toBeLessThan(30);
  });

  it('that fails every stream is not asked without a pause, and changes still arrive', async () => {
    const app = await createApp('one');
    const broken = {
      tryNext: () => Promise.reject(new MongoServerError({ message: 'no', code: 1 })),
      async close() {},
    };
    const { offered, errors, until } = watch(
      registryWithStream(() => broken),
      { known: [app] },
    );
    await deployNext('one', 'x');
    await until(() => offered.length > 0);
    const before = errors.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(errors.length - before).toBeLessThan(30);
  });

  it('that breaks the stream is reported, and the stream is opened again', async () => {
    const app = await createApp('one');
    const streams = [pushedStream(), pushedStream()];
    let opened = 0;
    const { errors, offered, until } = watch(
      registryWithStream(() => streams[opened++]),
      { known: [app] },
    );
    await streams[0]?.opened;
    streams[0]?.fail(new Error('the stream broke'));
    await until(() => errors.length > 0);
    await streams[1]?.opened;
    await deployNext('one', 'x');
    streams[1]?.push();
    await until(() => offered.length > 0);
    expect({ offered, errors }).toEqual({ offered: ['one 1'], errors: ['the stream broke'] });
  });
});

describe.each([40573, 13, 59])('a server that answers code %i to a change stream', (code) => {
  it('is polled, without a report', async () => {
    const known: AppRecord[] = [await createApp('one')];
    const refused = pushedStream();
    refused.fail(new MongoServerError({ message: 'no change streams here', code }));
    const { errors, offered, until } = watch(
      registryWithStream(() => refused),
      { known },
    );
    await deployNext('one', 'x');
    await until(() => offered.length > 0);
    expect({ offered, errors }).toEqual({ offered: ['one 1'], errors: [] });
  });
});

function registryWithStream(open: () => unknown): Registry {
  const client = clientWith(store.client, ({ method }) => (method === 'watch' ? open : undefined));
  return store.createRegistry({ client, limits });
}

/** Stands in for a replica set: a change stream that the test pushes. */
function pushedStream() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  let next = Promise.withResolvers<unknown>();
  return {
    opened,
    push: () => next.resolve({}),
    fail: (error: Error) => {
      next.promise.catch(() => undefined);
      next.reject(error);
    },
    async tryNext() {
      open();
      const event = await next.promise;
      next = Promise.withResolvers();
      return event;
    },
    async close() {
      next.resolve(null);
    },
  };
}
