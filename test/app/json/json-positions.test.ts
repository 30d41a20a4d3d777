import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/app/app.ts';
import { findGrammarFault } from '../../../src/app/json/json-grammar.ts';
import { createPositions, type JsonPath, positionsBelow } from '../../../src/app/json/json-positions.ts';
import { createLineIndex, positionAt } from '../../../src/app/json/text.ts';

describe('positions in a JSON text', () => {
  const text = '{\n  "a": [1, {"b\\u0063": "}"}],\n\t"": null\n}';

  it.each([
    { path: [], line: 1, column: 1 },
    { path: ['a'], line: 2, column: 8 },
    { path: ['a', 1], line: 2, column: 12 },
    { path: ['a', 1, 'bc'], line: 2, column: 24 },
    { path: [''], line: 3, column: 6 },
    // What is not there is as far as the path leads.
    { path: ['a', 7], line: 2, column: 8 },
    { path: ['a', 'b'], line: 2, column: 8 },
    { path: ['a', 1, '__proto__'], line: 2, column: 12 },
    { path: ['', 'x', 'y'], line: 3, column: 6 },
  ])('of the value at $path are $line:$column', ({ path, line, column }) => {
    expect(createPositions(text).ofValue(path)).toEqual({ line, column });
  });

  it.each([
    { path: ['a'], line: 2, column: 3 },
    { path: ['a', 1, 'bc'], line: 2, column: 13 },
    { path: [''], line: 3, column: 2 },
    { path: ['a', 1], line: 2, column: 12 },
    { path: ['x', 'y'], line: 1, column: 1 },
    { path: [], line: 1, column: 1 },
  ])('of the key at $path are $line:$column', ({ path, line, column }) => {
    expect(createPositions(text).ofKey(path)).toEqual({ line, column });
  });

  it('of a part begin where the part does', () => {
    const below = positionsBelow(createPositions(text), ['a', 1]);
    expect(below.ofValue([])).toEqual({ line: 2, column: 12 });
    expect(below.ofKey(['bc'])).toEqual({ line: 2, column: 13 });
  });

  it('lead to every value of any JSON, and to every key', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', ' \n', '\t'), (value, before) => {
        const printed = before + JSON.stringify(value);
        const positions = createPositions(printed);
        const rest = ({ line, column }: { line: number; column: number }) =>
          printed
            .split('\n')
            .slice(line - 1)
            .join('\n')
            .slice(column - 1);
        const visit = (item: JsonValue, path: JsonPath): void => {
          expect(rest(positions.ofValue(path)).startsWith(JSON.stringify(item))).toBe(true);
          if (typeof item !== 'object' || item === null) return;
          for (const [step, child] of Array.isArray(item) ? item.entries() : Object.entries(item)) {
            if (typeof step === 'string') {
              expect(rest(positions.ofKey([...path, step])).startsWith(JSON.stringify(step))).toBe(true);
            }
            visit(child, [...path, step]);
          }
        };
        visit(JSON.parse(JSON.stringify(value)), []);
      }),
    );
  });

  it('are the same whether lines are counted once or for each offset', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab\n\r]{0,30}$/), (sample) => {
        const index = createLineIndex(sample);
        for (let offset = 0; offset <= sample.length; offset++) {
          const before = sample.slice(0, offset).split('\n');
          const expected = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
          expect(index(offset)).toEqual(expected);
          expect(positionAt(sample, offset)).toEqual(expected);
        }
      }),
    );
  });

  it('are found in 16 MiB of small values without a tree of them', () => {
    const large = `{"list":[${Array.from({ length: 4_000_000 }, () => '[]').join()}],"x":1}`;
    expect(createPositions(large).ofKey(['x'])).toEqual({ line: 1, column: large.lastIndexOf('"x"') + 1 });
  });
});

describe('the place where a text stops being JSON', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{,}', 1],
    ['{"a"}', 4],
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1}', 2],
    ['[01]', 2],
    ['[1.]', 3],
    ['[1e+]', 4],
    ['[-]', 2],
    ['[trve]', 3],
    ['["\\x"]', 3],
    ['["\\u12g4"]', 6],
    ['["\t"]', 2],
    ['["a', 3],
    ['1 2', 2],
    ['\ufeff1', 0],
    ['\u00a01', 0],
  ])('is in %j at %i', (text, offset) => {
    expect(findGrammarFault(text)).toBe(offset);
  });

  it('is where the engine says, and nowhere where it finds no fault', () => {
    const changes = fc.record({
      value: fc.jsonValue(),
      at: fc.nat({ max: 300 }),
      remove: fc.nat({ max: 2 }),
      insert: fc.constantFrom('', '{', '}', '[', ']', '"', ',', ':', 'x', '\\', '-', '.', 'e', '0', '\n', "'", '/'),
    });
    fc.assert(
      fc.property(changes, ({ value, at, remove, insert }) => {
        const whole = JSON.stringify(value, null, 1);
        const start = at % (whole.length + 1);
        const text = whole.slice(0, start) + insert + whole.slice(start + remove);
        const message = explain(text);
        const fault = findGrammarFault(text);
        expect(fault === undefined).toBe(message === undefined);
        const position = /at position (\d+)/.exec(message ?? '')?.[1];
        if (position !== undefined) expect(fault).toBe(Number(position));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found below 1,000,000 open brackets', () => {
    expect(findGrammarFault('['.repeat(1_000_000))).toBe(1_000_000);
  });
});

function explain(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
