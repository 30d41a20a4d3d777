import { describe, expect, it } from 'vitest';
import { appendToList } from '../../../src/app/scaffold/json-list.ts';

const entry = { name: 'total', private: false };
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (list: Uint8Array | undefined) =>
  list === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(list);

describe('an entry for a list', () => {
  it('makes the list when there is none', () => {
    expect(text(appendToList(undefined, entry))).toBe(
      '[\n    {\n        "name": "total",\n        "private": false\n    }\n]\n',
    );
  });

  it.each([
    {
      title: 'an indented list, in its own style',
      before: '[\n  {\n    "name": "a"\n  }\n]\n',
      after: '[\n  {\n    "name": "a"\n  },\n  {\n    "name": "total",\n    "private": false\n  }\n]\n',
    },
    {
      title: 'a list with Windows line ends',
      before: '[\r\n    {"name": "a"}\r\n]\r\n',
      after:
        '[\r\n    {"name": "a"},\r\n    {\r\n        "name": "total",\r\n        "private": false\r\n    }\r\n]\r\n',
    },
    {
      title: 'a list indented with tabs',
      before: '[\n\t{ "name": "a" }\n]',
      after: '[\n\t{ "name": "a" },\n\t{\n\t\t"name": "total",\n\t\t"private": false\n\t}\n]',
    },
    {
      title: 'a list on one line',
      before: '[{"name":"a"}]',
      after: '[{"name":"a"},{"name":"total","private":false}]',
    },
    {
      title: 'an empty list',
      before: '[]\n',
      after: '[\n    {\n        "name": "total",\n        "private": false\n    }\n]\n',
    },
    {
      title: 'an empty list with blanks in it, and a byte-order mark',
      before: '\ufeff[  ]',
      after: '\ufeff[\n    {\n        "name": "total",\n        "private": false\n    }\n]',
    },
    {
      title: 'entries with brackets and other letters in their texts, each byte kept',
      before: '[ {"name":"]ä€😀[", "x": [1,2 ] } ]  \n',
      after: '[ {"name":"]ä€😀[", "x": [1,2 ] }, {"name":"total","private":false} ]  \n',
    },
  ])('is added to $title', ({ before, after }) => {
    const list = appendToList(bytes(before), entry);
    expect(text(list)).toBe(after);
    expect(JSON.parse(text(list)?.replace('\ufeff', '') ?? '').at(-1)).toEqual(entry);
  });

  it.each(['{}', '[', '', 'null', '"[]"', '[]x', '\u0000'])('is not added to %j, which is no list', (before) => {
    expect(appendToList(bytes(before), entry)).toBeUndefined();
  });

  it('is not added to bytes that are no text', () => {
    expect(appendToList(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), entry)).toBeUndefined();
  });
});
