/** Cases on which the engine and another MongoDB-compatible server agreed, chosen so that they use many operators. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine, type TestEngine } from '../engine.ts';
import { operatorsOf, parseCase } from './case.ts';
import { agree } from './compare.ts';
import { askServer, type Outcome } from './outcome.ts';

const lines = readFileSync(join(import.meta.dirname, 'agreed-cases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

describe('the engine answers as another server did', () => {
  it.each(lines.map((line, index) => [titleOf(line, index + 1), line] as const))('%s', async (_title, line) => {
    const { expected } = JSON.parse(line) as { expected: Outcome };
    const outcome = await askServer(test.client.db('agreed'), parseCase(line));
    if (!agree(parseCase(line), outcome, expected)) expect(outcome).toEqual(expected);
  });

  it('in at least 300 cases', () => {
    expect(lines.length).toBeGreaterThanOrEqual(300);
  });
});

function titleOf(line: string, number: number): string {
  const { command } = parseCase(line);
  const operators = [...operatorsOf(command)].join(' ');
  return `line ${number}: ${Object.keys(command)[0]} ${operators}`;
}
