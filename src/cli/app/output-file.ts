/** `--output-file FILE`: a report in a file, whole or not at all. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { writeFiles } from '../../disk/write-files.ts';
import { WebhookCliError } from '../../errors.ts';
import { escapeForTerminal, type Line } from '../output.ts';

/**
 * Replaces the file if it exists. Its directory must exist.
 * @throws WebhookCliError UnsafeTarget, WriteFailed; then the file is as it was
 */
export async function writeOutputFile(file: string, lines: readonly Line[], cwd: string): Promise<void> {
  const path = resolve(cwd, file);
  const directory = dirname(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new WebhookCliError('WriteFailed', { path: file, reason: 'its directory does not exist' });
  }
  const text = lines.map((line) => `${withoutColor(line)}\n`).join('');
  await writeFiles(directory, new Map([[basename(path), Buffer.from(text)]]), { overwrite: true });
}

/** Escaped as for a terminal: somebody will print the file. */
function withoutColor(line: Line): string {
  const parts = typeof line === 'string' ? [line] : line;
  return parts.map((part) => escapeForTerminal(typeof part === 'string' ? part : part.text)).join('');
}
