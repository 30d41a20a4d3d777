/** One file to bytes, without following a link and without waiting for a pipe. */
import { constants, type Stats } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import fs from 'fs-extra';
import type { Issue } from '../app/issue.ts';
import { createIssue } from '../app/issue-codes.ts';

/** A file swapped for a link after it was listed does not open; one swapped for a pipe does not block. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function readBytes(
  root: string,
  path: string,
  bytesMax: number,
): { readonly bytes: Buffer } | { readonly issue: Issue } {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(join(root, path), openFlags);
    const stats = fs.fstatSync(descriptor);
    if (!stats.isFile()) return { issue: createIssue('ChangedWhileReading', { file: path }, {}) };
    if (stats.size > bytesMax) {
      return { issue: createIssue('FileTooLarge', { file: path }, { bytes: stats.size, max: bytesMax }) };
    }
    return readAll(descriptor, stats, path);
  } catch (error) {
    return { issue: describeFailure(error, path) };
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Asks for one byte more than the file had: a file that grows meanwhile is noticed, not cut. */
function readAll(
  descriptor: number,
  stats: Stats,
  path: string,
): { readonly bytes: Buffer } | { readonly issue: Issue } {
  const buffer = Buffer.allocUnsafeSlow(stats.size + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = fs.readSync(descriptor, buffer, length, buffer.length - length, null);
    if (count === 0) break;
    length += count;
  }
  if (length !== stats.size) return { issue: createIssue('ChangedWhileReading', { file: path }, {}) };
  return { bytes: buffer.subarray(0, length) };
}

export function describeLink(root: string, path: string): Issue {
  const target = resolve(root, dirname(path), fs.readlinkSync(join(root, path)));
  const inside = !relative(root, target).split(sep).includes('..');
  return createIssue(inside ? 'LinkRefused' : 'LinkLeavesApp', { file: path }, {});
}

function describeFailure(error: unknown, path: string): Issue {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ELOOP' || code === 'ENOENT') return createIssue('ChangedWhileReading', { file: path }, {});
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return createIssue('UnreadableFile', { file: path }, { reason });
}

const reasons: Readonly<Record<string, string>> = { EACCES: 'permission denied', EPERM: 'operation not permitted' };
