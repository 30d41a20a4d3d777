/**
 * Files to a directory, all or nothing. Everything is written and synced in a stage first; then each file takes its place
 * by one atomic step. A failure on the way takes back what was done; only a process killed amid these steps leaves some
 * files placed and some not.
 */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import type { AppFiles } from '../app/app.ts';
import { WebhookCliError } from '../errors.ts';
import { ownedPrefix, removeLeftovers } from '../leftovers.ts';
import { readBytes } from './read-file.ts';
import { stageFiles, syncAll } from './stage.ts';
import { assertFreePath, assertSafePaths } from './target-paths.ts';

export interface WriteOptions {
  /** Replace files that exist. Without it, one existing file refuses the whole. */
  readonly overwrite?: boolean;
  /** Files that may be replaced without it, with the bytes that each must still hold: what the new bytes were made from. */
  readonly replace?: AppFiles;
  /** Heeded up to the moment when the first file takes its place. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Adds files to a directory that exists. Files that are not named stay as they are.
 * @throws WebhookCliError FileExists, FileChanged, UnsafeTarget, WriteFailed, Interrupted; then nothing was changed
 */
export async function writeFiles(
  root: string,
  files: AppFiles,
  { overwrite = false, replace = new Map(), signal }: WriteOptions = {},
): Promise<void> {
  assertSafePaths(files.keys());
  const mayReplace = (path: string): boolean => overwrite || replace.has(path);
  const assertPlaceable = (path: string): void => {
    assertFreePath(root, path, mayReplace(path));
    const expected = replace.get(path);
    if (expected !== undefined) assertUnchanged(root, path, expected);
  };
  for (const path of files.keys()) assertPlaceable(path);
  const changed = overwrite ? listChanged(root, files) : files;
  if (changed.size === 0) return;
  // Inside the target: the same file system, and the same permission as the files themselves.
  const stage = join(root, ownedPrefix(STAGE_PREFIX) + randomUUID());
  try {
    removeLeftovers(root, STAGE_PREFIX);
    await stageFiles(stage, changed, signal);
    await placeAll(root, stage, [...changed.keys()], assertPlaceable);
  } catch (error) {
    throw asWriteFailure(root, error, signal);
  } finally {
    fs.removeSync(stage);
  }
}

const STAGE_PREFIX = '.webhook-cli-';

/** A file that holds these bytes already is not touched: its time stays, and an export over the same app writes nothing. */
function listChanged(root: string, files: AppFiles): AppFiles {
  return new Map(
    [...files].filter(([path, bytes]) => {
      const existing = readBytes(root, path, bytes.length);
      return !('bytes' in existing) || !existing.bytes.equals(bytes);
    }),
  );
}

function assertUnchanged(root: string, path: string, expected: Uint8Array): void {
  const found = readBytes(root, path, expected.length);
  if (!('bytes' in found) || !found.bytes.equals(expected)) throw new WebhookCliError('FileChanged', { path });
}

export function asWriteFailure(path: string, error: unknown, signal?: AbortSignal): WebhookCliError {
  if (error instanceof WebhookCliError) return error;
  if (signal?.aborted === true) return new WebhookCliError('Interrupted', {}, { cause: error });
  return new WebhookCliError(
    'WriteFailed',
    { path, reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}

type Undo = () => void;

/** @throws WebhookCliError when the path must not be written, now */
type AssertPlaceable = (path: string) => void;

async function placeAll(
  root: string,
  stage: string,
  paths: readonly string[],
  assertPlaceable: AssertPlaceable,
): Promise<void> {
  const undo: Undo[] = [];
  const touched = new Set<string>();
  try {
    for (const path of paths) {
      makeDirectories(root, dirname(path), undo, touched);
      placeFile(root, stage, path, assertPlaceable, undo);
      touched.add(dirname(join(root, path)));
    }
    await syncAll([...touched]);
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

function makeDirectories(root: string, directory: string, undo: Undo[], touched: Set<string>): void {
  if (directory === '.') return;
  makeDirectories(root, dirname(directory), undo, touched);
  const target = join(root, directory);
  if (fs.existsSync(target)) return;
  fs.mkdirSync(target);
  touched.add(dirname(target));
  undo.push(() => fs.rmdirSync(target));
}

/** `link` fails when the target exists and `rename` replaces it: each is the atomic step for its case. */
function placeFile(root: string, stage: string, path: string, assertPlaceable: AssertPlaceable, undo: Undo[]): void {
  const target = join(root, path);
  const staged = join(stage, 'new', path);
  const stats = fs.lstatSync(target, { throwIfNoEntry: false });
  // Somebody may have put a link there, or written the file, since the first look.
  assertPlaceable(path);
  if (stats === undefined) {
    linkExclusively(staged, target, path);
    undo.push(() => fs.unlinkSync(target));
    return;
  }
  const kept = join(stage, 'old', path);
  fs.ensureDirSync(dirname(kept));
  fs.linkSync(target, kept);
  fs.chmodSync(staged, stats.mode & 0o777);
  fs.renameSync(staged, target);
  undo.push(() => fs.renameSync(kept, target));
}

function linkExclusively(staged: string, target: string, path: string): void {
  try {
    fs.linkSync(staged, target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new WebhookCliError('FileExists', { path }, { cause: error });
    }
    throw error;
  }
}
