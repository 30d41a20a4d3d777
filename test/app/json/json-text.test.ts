import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonFile } from '../../../src/app/json/json-text.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

const encoder = new TextEncoder();

describe('a JSON file', () => {
  it.each([
    { title: 'a trailing comma in an object', text: '{"a":1,\n}', code: 'TrailingComma', line: 1, column: 7 },
    { title: 'a trailing comma in an array', text: '{"a":[1,]}', code: 'TrailingComma', line: 1, column: 8 },
    { title: 'a line comment', text: '{\n  "a": 1 // one\n}', code: 'JsonComment', line: 2, column: 10 },
    { title: 'a block comment', text: '/* x */{}', code: 'JsonComment', line: 1, column: 1 },
    { title: 'a slash that begins no comment', text: '{"a":/b/}', code: 'InvalidJson', line: 1, column: 6 },
    { title: 'single quotes around a key', text: "{'a':1}", code: 'SingleQuotes', line: 1, column: 2 },
    { title: 'single quotes around a value', text: '{"a":\'b\'}', code: 'SingleQuotes', line: 1, column: 6 },
    { title: 'a missing brace', text: '{"a":{"b":1}', code: 'UnfinishedJson', line: 1, column: 13 },
    { title: 'a text without end', text: '{"a":"b', code: 'UnfinishedJson', line: 1, column: 8 },
    { title: 'a missing comma', text: '{"a":1\n "b":2}', code: 'InvalidJson', line: 2, column: 2 },
    { title: 'a key without quotes', text: '{a:1}', code: 'InvalidJson', line: 1, column: 2 },
    { title: 'a line break in a text', text: '{"a":"b\nc"}', code: 'InvalidJson', line: 1, column: 8 },
    { title: 'NaN', text: '{"a":NaN}', code: 'InvalidJson', line: 1, column: 6 },
    { title: 'something after the end', text: '{} {}', code: 'InvalidJson', line: 1, column: 4 },
    { title: 'white space only', text: ' \n\t', code: 'EmptyFile', line: undefined, column: undefined },
    { title: 'an array', text: '[]', code: 'NotAnObject', line: 1, column: 1 },
    { title: 'a text', text: '"x"', code: 'NotAnObject', line: 1, column: 1 },
    { title: 'null', text: 'null', code: 'NotAnObject', line: 1, column: 1 },
    { title: 'a repeated key', text: '{"a":1,\n"b":{"c":1,"c":2}}', code: 'DuplicateKey', line: 2, column: 12 },
    { title: 'a key repeated by an escape', text: '{"ab":1,"\\u0061b":2}', code: 'DuplicateKey', line: 1, column: 9 },
    {
      title: 'a whole number beyond 2^53',
      text: '{"a":9007199254740993}',
      code: 'NumberOutOfRange',
      line: 1,
      column: 6,
    },
    {
      title: 'half a character in a text',
      text: '{"a":["\\ud83d\\ude00","\\ud800"]}',
      code: 'IllFormedText',
      line: 1,
      column: 22,
    },
    { title: 'half a character in a key', text: '{"\\uDC00x":1}', code: 'IllFormedText', line: 1, column: 2 },
    { title: 'a number beyond all doubles', text: '{"a":[0, 1e999]}', code: 'NumberOutOfRange', line: 1, column: 10 },
  ])('with $title is refused where it is wrong', ({ text, code, line, column }) => {
    const { file, issues } = read(text);
    expect(file).toBeUndefined();
    expect(issues).toHaveLength(1);
    expect({ code: issues[0]?.code, line: issues[0]?.line, column: issues[0]?.column }).toEqual({ code, line, column });
  });

  it('says what the engine says, without the place, which the issue has', () => {
    expect(read('{"a":1} x').issues[0]?.message).toBe(
      'is not valid JSON: unexpected non-whitespace character after JSON',
    );
    expect(read('{"a":tru}').issues[0]?.message).toBe("is not valid JSON: unexpected token '}'");
  });

  it('names both places of a repeated key', () => {
    const [issue] = read('{\n  "secret": 1,\n  "secret": 2\n}').issues;
    expect(issue?.message).toBe('has the key "secret" twice in one object, first in line 2, column 3');
  });

  it('may be exactly as deep as the limit and no deeper', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(read(nested(100)).issues).toEqual([]);
    expect(read(nested(101)).issues).toMatchObject([{ code: 'TooDeep', line: 1, column: 501 }]);
  });

  it('nested 100,000 levels deep is refused without running out of stack, finished or not', () => {
    expect(read(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).issues).toMatchObject([{ code: 'TooDeep' }]);
    expect(read('['.repeat(100_000)).issues).toMatchObject([{ code: 'TooDeep' }]);
  });

  it('is read without its byte-order mark, with a warning', () => {
    const { file, issues } = read('\ufeff{"a":1}');
    expect(file?.json).toEqual({ a: 1 });
    expect(issues).toMatchObject([{ code: 'ByteOrderMark', severity: 'warning' }]);
  });

  it('that is not UTF-8 is refused with the byte at fault, never repaired', () => {
    const bytes = Buffer.from('{\n"a":"caf\xe9"}', 'latin1');
    const { file, issues } = parseJsonFile('values/v.json', bytes, DEFAULT_LIMITS);
    expect(file).toBeUndefined();
    expect(issues).toMatchObject([{ code: 'InvalidUtf8', line: 2, column: 9 }]);
    expect(issues[0]?.message).toBe('is not valid UTF-8: byte 10 is 0xe9');
  });

  it('keeps the keys __proto__ and constructor as plain data', () => {
    const { file, issues } = read('{"__proto__":{"x":1},"constructor":2}');
    expect(issues).toEqual([]);
    expect(Object.keys(file?.json ?? {})).toEqual(['__proto__', 'constructor']);
    expect('x' in {}).toBe(false);
  });

  it('takes 1e300 and texts full of braces, colons and escapes for what they are', () => {
    const text = '{"a":1e300,"b":"{\\"x\\": [","c\\\\":":"}';
    expect(read(text)).toMatchObject({ file: { json: { a: 1e300, b: '{"x": [', 'c\\': ':' } }, issues: [] });
  });

  it('accepts what JSON.stringify writes, whatever the object', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 2, '\t'), (object, indent) => {
        fc.pre(!JSON.stringify(object).match(/\d{16,}/));
        const { file, issues } = read(JSON.stringify(object, null, indent));
        expect(issues).toEqual([]);
        expect(file?.json).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });

  it('gives one issue with a position, or none, for any text', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '1', '\n', ' ', "'", '/', 'nul', '\\');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const { file, issues } = read(parts.join(''));
        expect(file === undefined).toBe(issues.some(({ severity }) => severity === 'error'));
        expect(issues.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

function read(text: string) {
  return parseJsonFile('values/v.json', encoder.encode(text), DEFAULT_LIMITS);
}
