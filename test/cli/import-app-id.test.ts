import { describe, expect, it } from 'vitest';
import { generateAppId, insertAppId } from '../../src/cli/app-id.ts';

const insert = (text: string) => {
  const bytes = insertAppId(Buffer.from(text), 'orders-abcde');
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
};

describe('inserting an app id into a root file', () => {
  it.each([
    ['indented', '{\n    "name": "o"\n}\n', '{\n    "app_id": "orders-abcde",\n    "name": "o"\n}\n'],
    ['tabs', '{\n\t"name": "o"\n}', '{\n\t"app_id": "orders-abcde",\n\t"name": "o"\n}'],
    ['Windows line ends', '{\r\n  "name":"o"}', '{\r\n  "app_id": "orders-abcde",\r\n  "name":"o"}'],
    ['one line', '{"name":"o"}', '{"app_id": "orders-abcde", "name":"o"}'],
    ['byte-order mark', '\ufeff{\n  "name":"o"}', '\ufeff{\n  "app_id": "orders-abcde",\n  "name":"o"}'],
    ['space before', ' \n{ "name":"ö" }', ' \n{"app_id": "orders-abcde",  "name":"ö" }'],
  ])('keeps every other byte: %s', (_, before, after) => {
    expect(insert(before)).toBe(after);
    expect(JSON.parse(after.replace('\ufeff', ''))).toMatchObject({ app_id: 'orders-abcde' });
  });

  it.each(['{"app_id": "other"}', '{"app_id": ""}', '{"app_id": null}'])(
    'leaves a file that has the key: %s',
    (text) => {
      expect(insert(text)).toBeUndefined();
    },
  );
});

describe('a new app id', () => {
  it('is the name and five lower-case letters', () => {
    const bytes = (size: number) => Uint8Array.from({ length: size }, (_, index) => index);
    expect(generateAppId('orders', bytes)).toBe('orders-abcde');
  });

  it('has no letter that is likelier than others', () => {
    let calls = 0;
    const bytes = (size: number) => new Uint8Array(size).fill(calls++ === 0 ? 255 : 25);
    expect(generateAppId('orders', bytes)).toBe('orders-zzzzz');
  });

  it.each([
    ['my app', 'my-app-aaaaa'],
    ['a/../b', 'a-b-aaaaa'],
    ['über', 'ber-aaaaa'],
    ['日本', 'app-aaaaa'],
  ])('of the name "%s" can stand in a URL', (name, id) => {
    expect(generateAppId(name, (size) => new Uint8Array(size))).toBe(id);
  });
});
