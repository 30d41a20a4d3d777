/** Loads an app from disk as every command does, two times: what it answers must be sound, and the same. */
import { loadApp } from '../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { findErrorFaults } from './fault-runs.ts';
import { findFaults } from './issue-faults.ts';

export async function loadTwice(path: string): Promise<string[]> {
  const [first, second] = [await load(path), await load(path)];
  const isSame = JSON.stringify(first.answer) === JSON.stringify(second.answer);
  const change = `answers ${JSON.stringify(first.answer)}, then ${JSON.stringify(second.answer)}`;
  return [...(isSame ? [] : [change]), ...first.faults];
}

async function load(path: string): Promise<{ answer: unknown; faults: string[] }> {
  try {
    const { files, issues } = await loadApp({ path, cwd: path, limits: DEFAULT_LIMITS });
    const faults = issues.flatMap((issue) => findFaults(issue, files).map((fault) => `${issue.code} ${fault}`));
    return { answer: issues, faults };
  } catch (error) {
    return { answer: String(error), faults: findErrorFaults(error) };
  }
}
