/**
 * Runs the public compatibility suite github.com/documentdb/functional-tests against `db serve`, and prints a table by folder:
 *
 *     npm run test:compatibility -- CHECKOUT_DIR [PATHS…]
 *
 * CHECKOUT_DIR is a checkout of that repository with its Python packages installed, in `.venv` within it or for the python
 * that COMPATIBILITY_PYTHON names. PATHS are folders or files below its tests, such as core/operator/query.
 * COMPATIBILITY_DEPTH says how deep the folders of the table are.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHome, type Home, startListening } from '../helpers/program.ts';
import { parseResults, printTable, tallyByFolder } from './results.ts';

const ADDRESS = /mongodb:\/\/\S+(?=\n)/;

const [checkout, ...paths] = process.argv.slice(2);
const tests = resolve(checkout ?? '', 'documentdb_tests/compatibility/tests');
if (checkout === undefined || !existsSync(tests)) {
  process.stderr.write('Give the directory of a checkout of github.com/documentdb/functional-tests.\n');
  process.exit(2);
}
const home = await createHome();
try {
  process.exitCode = await runSuite(home);
} finally {
  await home.remove();
}

/** Answers 0 when no answer differs from what the suite expects. */
async function runSuite(where: Home): Promise<number> {
  const serving = await startListening(where, ['db', 'serve', '--port', '0'], ADDRESS);
  const results = join(where.directory, 'results.jsonl');
  try {
    await runTests(serving.origin, results);
  } finally {
    await serving.end();
  }
  if (!existsSync(results)) {
    process.stderr.write('The suite has run no test.\n');
    return 2;
  }
  const parsed = parseResults(readFileSync(results, 'utf8'));
  const tallies = tallyByFolder(parsed, Number(process.env.COMPATIBILITY_DEPTH ?? 4));
  for (const { test, outcome, reason } of parsed) {
    if (outcome === 'failed' || outcome === 'error') process.stdout.write(`${test}\n    ${lastLine(reason)}\n`);
  }
  process.stdout.write(`\n${printTable(tallies)}`);
  return tallies.every(({ different }) => different === 0) ? 0 : 1;
}

/** pytest's own report goes to stderr; whether a test failed is told by the results. */
async function runTests(uri: string, results: string): Promise<void> {
  const plugin = ['-p', 'results_plugin', '-p', 'no:cacheprovider'];
  const report = ['-q', '--no-header', '--tb=short', '--no-summary', '--color=no'];
  const target = ['--connection-string', 'mongodb://see-COMPATIBILITY_URI', '--engine-name', 'mongodb'];
  const child = spawn(findPython(), ['-m', 'pytest', ...plugin, ...report, ...target, ...paths], {
    cwd: tests,
    env: {
      ...process.env,
      PYTHONPATH: import.meta.dirname,
      PYTHONDONTWRITEBYTECODE: '1',
      COMPATIBILITY_URI: uri,
      COMPATIBILITY_RESULTS: results,
    },
    stdio: ['ignore', 2, 2],
  });
  await new Promise((done, failed) => child.once('close', done).once('error', failed));
}

function findPython(): string {
  const own = resolve(checkout ?? '', '.venv/bin/python');
  return process.env.COMPATIBILITY_PYTHON ?? (existsSync(own) ? own : 'python3');
}

function lastLine(reason: string): string {
  return reason.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';
}
