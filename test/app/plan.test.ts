import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceKind } from '../../src/app/app.ts';
import { IMPORT_STRATEGIES, type PlannedFile, planImport } from '../../src/app/plan.ts';

/** `kind name path hash`, as short as a table needs it. */
function file(kind: ResourceKind, resource: string, path: string, hash = 'old'): PlannedFile {
  return { kind, resource, path, hash, size: hash.length };
}

const root = file('app', 'orders', 'stitch.json');
const store = file('service', 'store', 'services/store/config.json');
const hook = (name: string, hash?: string, folder = `services/store/incoming_webhooks/${name}`) => [
  file('incoming webhook', `store/${name}`, `${folder}/config.json`, hash),
  file('incoming webhook', `store/${name}`, `${folder}/source.js`, hash),
];
const value = (name: string, hash?: string, path = `values/${name}.json`) => file('value', name, path, hash);

const summary = (plan: ReturnType<typeof planImport>) =>
  plan.changes.map(({ kind, name, action }) => `${action} ${kind} ${name}`);
const paths = (plan: ReturnType<typeof planImport>) => plan.result.map(({ from, path }) => `${from} ${path}`);

describe('a plan', () => {
  it('is empty when both sides are identical, under every strategy', () => {
    const files = [root, store, ...hook('create')];
    for (const strategy of IMPORT_STRATEGIES) {
      const plan = planImport({ deployed: files, local: files, strategy });
      expect(plan).toMatchObject({
        changes: [],
        conflicts: [],
        counts: { add: 0, change: 0, remove: 0, unchanged: 3 },
      });
    }
  });

  it('adds everything to an app without a deployment', () => {
    const plan = planImport({ deployed: [], local: [root, store, ...hook('create')], strategy: 'merge' });
    expect(summary(plan)).toEqual(['add app orders', 'add incoming webhook store/create', 'add service store']);
    expect(plan.counts).toEqual({ add: 3, change: 0, remove: 0, unchanged: 0 });
  });

  it('names the files of a resource that differ, and only those', () => {
    const [config, source] = hook('create') as [PlannedFile, PlannedFile];
    const extra = { ...source, path: `${source.path}.map` };
    const local = [root, config, { ...source, hash: 'new' }];
    const plan = planImport({ deployed: [root, config, source, extra], local, strategy: 'replace' });
    expect(plan.changes).toEqual([
      {
        kind: 'incoming webhook',
        name: 'store/create',
        action: 'change',
        files: [
          { path: source.path, action: 'change' },
          { path: extra.path, action: 'remove' },
        ],
      },
    ]);
  });

  it('orders the files of the new version by path', () => {
    const plan = planImport({ deployed: [value('b')], local: [root, value('c'), value('a')], strategy: 'merge' });
    expect(paths(plan)).toEqual([
      'local stitch.json',
      'local values/a.json',
      'deployed values/b.json',
      'local values/c.json',
    ]);
  });

  it('takes a renamed app for the same root file', () => {
    const renamed = { ...root, resource: 'sales', hash: 'new' };
    const plan = planImport({ deployed: [root], local: [renamed], strategy: 'merge' });
    expect(summary(plan)).toEqual(['change app sales']);
    expect(paths(plan)).toEqual(['local stitch.json']);
  });
});

describe.each(['replace', 'replace-by-name'] as const)('the strategy %s', (strategy) => {
  it('removes deployed resources that the directory does not have', () => {
    const plan = planImport({ deployed: [root, ...hook('old'), value('v')], local: [root, ...hook('new')], strategy });
    expect(summary(plan)).toEqual([
      'add incoming webhook store/new',
      'remove incoming webhook store/old',
      'remove value v',
    ]);
    expect(plan.result.every(({ from }) => from === 'local')).toBe(true);
  });

  it('has no conflicts, whatever the layout', () => {
    const other = { ...root, path: 'realm_config.json' };
    const layouts = { deployed: 'A', local: 'C' } as const;
    expect(planImport({ deployed: [root], local: [other], strategy, layouts }).conflicts).toEqual([]);
  });
});

describe('the strategy merge', () => {
  const merge = (deployed: readonly PlannedFile[], local: readonly PlannedFile[]) =>
    planImport({ deployed, local, strategy: 'merge' });

  it('keeps deployed resources that the directory does not have', () => {
    const plan = merge([root, store, ...hook('kept'), value('v')], [root, store, ...hook('new')]);
    expect(summary(plan)).toEqual(['add incoming webhook store/new']);
    expect(paths(plan).filter((path) => path.startsWith('deployed'))).toEqual([
      'deployed services/store/incoming_webhooks/kept/config.json',
      'deployed services/store/incoming_webhooks/kept/source.js',
      'deployed values/v.json',
    ]);
  });

  it('replaces a resource whole, wherever its files lay', () => {
    const moved = hook('create', 'old', 'services/store/incoming_webhooks/renamed folder');
    const plan = merge([root, store, ...hook('create')], [root, store, ...moved]);
    expect(summary(plan)).toEqual(['change incoming webhook store/create']);
    expect(plan.result.map(({ path }) => path)).toEqual(
      [...moved.map(({ path }) => path), 'services/store/config.json', 'stitch.json'].sort(),
    );
  });

  it('takes kept webhooks along when their service lies in another folder', () => {
    const local = [root, { ...store, path: 'services/shop/config.json' }];
    const notes = file('other', 'services/store/notes.txt', 'services/store/notes.txt');
    const plan = merge([root, store, ...hook('kept'), notes], local);
    expect(plan.conflicts).toEqual([]);
    expect(paths(plan)).toEqual([
      'local services/shop/config.json',
      'deployed services/shop/incoming_webhooks/kept/config.json',
      'deployed services/shop/incoming_webhooks/kept/source.js',
      'deployed services/shop/notes.txt',
      'local stitch.json',
    ]);
    expect(plan.result.find(({ path }) => path.endsWith('notes.txt'))?.resource).toBe('services/shop/notes.txt');
  });

  it('prefers the local file where a kept one would move onto it', () => {
    const notes = (folder: string, hash: string) => file('other', `${folder}/n.txt`, `${folder}/n.txt`, hash);
    const local = [root, { ...store, path: 'services/shop/config.json' }, notes('services/shop', 'new')];
    const plan = merge([root, store, notes('services/store', 'old')], local);
    expect(plan.conflicts).toEqual([]);
    expect(plan.result.filter(({ path }) => path.endsWith('n.txt'))).toMatchObject([{ hash: 'new', from: 'local' }]);
  });

  it('refuses a path that belongs to another resource which would stay', () => {
    const other = { ...store, resource: 'warehouse', hash: 'new' };
    expect(merge([root, store], [root, other]).conflicts).toEqual([
      { reason: 'path', path: store.path, deployed: 'service "store"', local: 'service "warehouse"' },
    ]);
  });

  it('refuses a directory of another layout', () => {
    const local = [{ ...root, path: 'config.json' }];
    const layouts = { deployed: 'A', local: 'B' } as const;
    expect(planImport({ deployed: [root], local, strategy: 'merge', layouts }).conflicts).toEqual([
      { reason: 'layout', deployed: 'A', local: 'B' },
    ]);
  });

  it('replaces a root file of another name and the same layout', () => {
    const local = [{ ...root, path: 'config.json' }];
    const layouts = { deployed: 'A', local: 'A' } as const;
    expect(paths(planImport({ deployed: [root], local, strategy: 'merge', layouts }))).toEqual(['local config.json']);
  });

  it('names the entries of a list file that changes', () => {
    const list = file('list', 'functions/config.json', 'functions/config.json');
    const bytes = (names: readonly string[]) =>
      new TextEncoder().encode(JSON.stringify(names.map((name) => ({ name }))));
    const lists = new Map([[list.path, { deployed: bytes(['a', 'b']), local: bytes(['a', 'c']) }]]);
    const plan = planImport({
      deployed: [root, list],
      local: [root, { ...list, hash: 'new' }],
      strategy: 'merge',
      lists,
    });
    expect(plan.changes).toMatchObject([
      {
        kind: 'list',
        name: list.path,
        action: 'change',
        entries: [
          { action: 'add', name: 'c' },
          { action: 'remove', name: 'b' },
        ],
      },
    ]);
  });

  it('names the entries of a list file that is new', () => {
    const list = file('list', 'functions/config.json', 'functions/config.json');
    const local = new TextEncoder().encode('[{"name":"a"},{"name":"b"}]');
    const lists = new Map([[list.path, { deployed: undefined, local }]]);
    const plan = planImport({ deployed: [root], local: [root, list], strategy: 'merge', lists });
    expect(plan).toMatchObject({
      changes: [
        {
          action: 'add',
          entries: [
            { action: 'add', name: 'a' },
            { action: 'add', name: 'b' },
          ],
        },
      ],
      conflicts: [],
    });
  });

  it('refuses a list file that cannot be read entry by entry', () => {
    const list = file('list', 'functions/config.json', 'functions/config.json');
    const text = (value: string) => new TextEncoder().encode(value);
    const lists = new Map([[list.path, { deployed: text('{'), local: text('[]') }]]);
    const plan = planImport({
      deployed: [root, list],
      local: [root, { ...list, hash: 'new' }],
      strategy: 'merge',
      lists,
    });
    expect(plan.conflicts).toEqual([{ reason: 'list', path: list.path }]);
  });
});

describe('any two apps', () => {
  const hash = fc.constantFrom('1', '2', '3');
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const resource = fc.oneof(
    fc.record({ name: names, hash }).map((drawn) => [value(drawn.name, drawn.hash)]),
    fc.record({ name: names, hash }).map((drawn) => hook(drawn.name, drawn.hash)),
    fc
      .record({ name: names, hash })
      .map(({ name, hash: h }) => [file('other', `hosting/${name}`, `hosting/${name}`, h)]),
  );
  const app = fc
    .uniqueArray(resource, { selector: ([first]) => first?.path, maxLength: 9 })
    .map((resources) => [root, store, ...resources.flat()]);
  const content = (files: readonly PlannedFile[]) =>
    files.map(({ path, hash: content }) => `${path} ${content}`).sort();

  it('are made equal by replace', () => {
    fc.assert(
      fc.property(app, app, (deployed, local) => {
        expect(content(planImport({ deployed, local, strategy: 'replace' }).result)).toEqual(content(local));
      }),
    );
  });

  it('merge to every local file and every deployed resource that has no local namesake', () => {
    fc.assert(
      fc.property(app, app, (deployed, local) => {
        const plan = planImport({ deployed, local, strategy: 'merge' });
        const names = new Set(local.map(({ kind, resource: name }) => `${kind} ${name}`));
        const kept = deployed.filter(({ kind, resource: name }) => !names.has(`${kind} ${name}`));
        expect(plan.conflicts).toEqual([]);
        expect(content(plan.result)).toEqual(content([...local, ...kept]));
      }),
    );
  });

  it('have nothing left to change once a plan is applied', () => {
    fc.assert(
      fc.property(app, app, fc.constantFrom(...IMPORT_STRATEGIES), (deployed, local, strategy) => {
        const { result } = planImport({ deployed, local, strategy });
        expect(planImport({ deployed: result, local, strategy }).changes).toEqual([]);
      }),
    );
  });

  it('give a plan that names each resource once, with files that differ', () => {
    fc.assert(
      fc.property(app, app, fc.constantFrom(...IMPORT_STRATEGIES), (deployed, local, strategy) => {
        const { changes, counts, result } = planImport({ deployed, local, strategy });
        expect(new Set(changes.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(changes.length);
        const before = content(deployed);
        const after = content(result);
        const lines = [
          ...before.filter((line) => !after.includes(line)),
          ...after.filter((line) => !before.includes(line)),
        ];
        const differing = new Set(lines.map((line) => line.split(' ')[0]));
        expect(new Set(changes.flatMap(({ files }) => files.map(({ path }) => path)))).toEqual(differing);
        const resources = new Set([...deployed, ...result].map(({ kind, resource: name }) => `${kind} ${name}`));
        expect(counts.add + counts.change + counts.remove + counts.unchanged).toBe(resources.size);
      }),
    );
  });
});
