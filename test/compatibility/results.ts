/** What the tests of a compatibility suite came to, by folder. */
import { z } from 'zod';

const TestResultSchema = z.object({
  test: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'error']),
  reason: z.string(),
});

type TestResult = z.infer<typeof TestResultSchema>;

interface Tally {
  readonly folder: string;
  passed: number;
  /** The engine says which operator, option or command it does not have. */
  refused: number;
  different: number;
  skipped: number;
}

/** How the engine refuses what it does not have. */
const REFUSAL = /not supported by the embedded engine|\b238\b|NotImplemented/;

export function parseResults(lines: string): TestResult[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => TestResultSchema.parse(JSON.parse(line)));
}

/** One row for each folder of so many names below `tests`, and one for all. */
export function tallyByFolder(results: readonly TestResult[], depth: number): Tally[] {
  const tallies = new Map<string, Tally>();
  const all = emptyTally('all');
  for (const result of results) {
    const folder = folderOf(result.test, depth);
    const tally = tallies.get(folder) ?? emptyTally(folder);
    tallies.set(folder, tally);
    for (const one of [tally, all]) one[kindOf(result)] += 1;
  }
  return [...[...tallies.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1)), all];
}

export function printTable(tallies: readonly Tally[]): string {
  const head = ['folder', 'tests', 'passed', '', 'refused by name', 'different', 'skipped'];
  const rows = tallies.map(({ folder, passed, refused, different, skipped }) => {
    const tests = passed + refused + different;
    return [
      folder,
      tests,
      passed,
      `${((100 * passed) / Math.max(1, tests)).toFixed(1)} %`,
      refused,
      different,
      skipped,
    ];
  });
  const table = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const print = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((row) => `${row.map(print).join('  ')}\n`).join('');
}

function emptyTally(folder: string): Tally {
  return { folder, passed: 0, refused: 0, different: 0, skipped: 0 };
}

function folderOf(test: string, depth: number): string {
  const [path = ''] = test.split('::');
  const below = path.slice(path.lastIndexOf('/tests/') + 1).replace(/^tests\//, '');
  return below.split('/').slice(0, -1).slice(0, depth).join('/');
}

function kindOf({ outcome, reason }: TestResult): 'passed' | 'refused' | 'different' | 'skipped' {
  if (outcome === 'passed' || outcome === 'skipped') return outcome;
  return REFUSAL.test(reason) ? 'refused' : 'different';
}
