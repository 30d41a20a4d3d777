import { describe, expect, it } from 'vitest';
import { parseResults, printTable, tallyByFolder } from './results.ts';

const line = (test: string, outcome: string, reason = '') => JSON.stringify({ test, outcome, reason });
const lines = [
  line('suite/tests/core/query/eq/test_a.py::one', 'passed'),
  line('suite/tests/core/query/eq/test_a.py::two[x/y]', 'failed', 'E  $geo is not supported by the embedded engine'),
  line('suite/tests/core/query/in/test_b.py::one', 'failed', 'E  expected 2, got 3'),
  line('suite/tests/core/update/test_c.py::one', 'skipped'),
  line('suite/tests/core/update/test_c.py::two', 'error', 'E  no connection'),
  '',
].join('\n');

describe('the results of a compatibility suite', () => {
  it('are counted by folder, and a refusal by name apart from another answer', () => {
    const tallies = tallyByFolder(parseResults(lines), 2);
    expect(tallies).toEqual([
      { folder: 'core/query', passed: 1, refused: 1, different: 1, skipped: 0 },
      { folder: 'core/update', passed: 0, refused: 0, different: 1, skipped: 1 },
      { folder: 'all', passed: 1, refused: 1, different: 2, skipped: 1 },
    ]);
  });

  it('are printed as a table of columns', () => {
    const [head, first, ...rest] = printTable(tallyByFolder(parseResults(lines), 3))
      .trimEnd()
      .split('\n');
    expect(head).toMatch(/^folder +tests +passed +refused by name +different +skipped$/);
    expect(first).toMatch(/^core\/query\/eq +2 +1 +50\.0 % +1 +0 +0$/);
    expect(rest).toHaveLength(3);
  });

  it('are refused when a line is none', () => {
    expect(() => parseResults('{"test":1}')).toThrow();
  });
});
