import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLists, mergeLists } from '../../src/app/list-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);
const json = (value: unknown): Uint8Array => bytes(JSON.stringify(value));

const functions = 'functions/config.json';
const endpoints = 'http_endpoints/config.json';
const providers = 'auth/providers.json';

describe('comparing two versions of a list file', () => {
  it('names the entries that were added, changed and removed', () => {
    const before = json([{ name: 'a' }, { name: 'b', private: true }, { name: 'c' }]);
    const after = json([{ name: 'b', private: false }, { name: 'd' }, { name: 'a' }]);
    expect(compareLists(functions, before, after)).toEqual([
      { action: 'change', name: 'b' },
      { action: 'add', name: 'd' },
      { action: 'remove', name: 'c' },
    ]);
  });

  it('tells endpoints of one route apart by their method', () => {
    const before = json([{ route: '/orders', http_method: 'GET' }]);
    const after = json([
      { route: '/orders', http_method: 'GET' },
      { route: '/orders', http_method: 'POST' },
    ]);
    expect(compareLists(endpoints, before, after)).toEqual([{ action: 'add', name: 'POST /orders' }]);
  });

  it('takes the keys of an object for the names of its entries', () => {
    const before = json({ 'api-key': { disabled: true } });
    const after = json({ 'api-key': { disabled: false }, 'anon-user': {} });
    expect(compareLists(providers, before, after)).toEqual([
      { action: 'change', name: 'api-key' },
      { action: 'add', name: 'anon-user' },
    ]);
  });

  it.each([
    ['text that is not JSON', '[{'],
    ['a number', '7'],
    ['an entry without a name', '[{"private":true}]'],
    ['an entry that is no object', '["a"]'],
    ['two entries of one name', '[{"name":"a"},{"name":"a"}]'],
  ])('is not possible with %s', (_, broken) => {
    expect(compareLists(functions, json([]), bytes(broken))).toBeUndefined();
    expect(mergeLists(functions, bytes(broken), json([]))).toBeUndefined();
  });
});

describe('merging a list file', () => {
  it('keeps the bytes of the directory when it has every entry', () => {
    const local = bytes('[ {"name":"a"},{"name": "b"} ]\n');
    expect(mergeLists(functions, json([{ name: 'a' }]), local)).toBe(local);
  });

  it('keeps the deployed bytes when the directory brings nothing new', () => {
    const deployed = bytes('[ {"name":"a"},{"name": "b"} ]\n');
    expect(mergeLists(functions, deployed, json([{ name: 'b' }]))).toBe(deployed);
  });

  it('prints the entries of the directory first, then those that only the deployed app has', () => {
    const deployed = json([{ name: 'a', private: true }, { name: 'old' }]);
    const local = json([{ name: 'new' }, { name: 'a', private: false }]);
    expect(text(mergeLists(functions, deployed, local))).toBe(
      '[\n    {\n        "name": "new"\n    },\n    {\n        "name": "a",\n        "private": false\n    },\n    {\n        "name": "old"\n    }\n]\n',
    );
  });

  it('keeps entries of an object that have unusual names', () => {
    const merged = mergeLists(providers, bytes('{"__proto__":{"type":"anon-user"}}'), json({ 'api-key': {} }));
    expect(text(merged)).toContain('"__proto__": {\n        "type": "anon-user"');
  });

  it('has every name of both sides once, with the entry of the directory', () => {
    const list = fc.uniqueArray(fc.record({ name: fc.string(), private: fc.boolean() }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(list, list, (deployed, local) => {
        const merged: Array<{ name: string; private: boolean }> = JSON.parse(
          text(mergeLists(functions, json(deployed), json(local))),
        );
        const expected = new Map([...deployed, ...local].map((entry) => [entry.name, entry.private]));
        expect(merged).toHaveLength(expected.size);
        for (const entry of merged) expect(entry.private).toBe(expected.get(entry.name));
      }),
    );
  });
});
