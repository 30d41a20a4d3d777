/** Plans an import against what is live, and refuses a merge that cannot work before anything is written. */
import type { App, AppFiles } from '../app/app.ts';
import type { Issue } from '../app/issue.ts';
import { type ImportStrategy, type MergeConflict, type Plan, type PlannedFile, planImport } from '../app/plan.ts';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { AppRecord } from '../registry/apps.ts';
import { hashBytes } from '../registry/content-hash.ts';
import type { TreeEntry } from '../registry/documents.ts';
import type { Registry } from '../registry/registry.ts';
import { checkFiles, countErrors } from './load-app.ts';

export interface LocalApp {
  readonly app: App;
  readonly files: AppFiles;
}

export interface PlannedImport {
  readonly plan: Plan;
  /** Of the app that a merge gives, when they hold an error; nothing may be applied then. */
  readonly mergeIssues: readonly Issue[];
}

/** `live` is undefined for an app that is yet to be made. Throws MergeLayoutDiffers, MergePathTaken. */
export async function planAgainstLive(
  { app, files }: LocalApp,
  live: AppRecord | undefined,
  strategy: ImportStrategy,
  registry: Registry,
  limits: Limits,
): Promise<PlannedImport> {
  const local = describeFiles(app, files);
  const { entries, unreadable } = await readDeployed(live, local, strategy, registry);
  const plan = planImport({ deployed: entries.map(toPlannedFile), local, strategy, unreadable });
  const [conflict] = plan.conflicts;
  if (conflict !== undefined) throw toError(conflict);
  const keepsDeployed = plan.result.some(({ from }) => from === 'deployed');
  if (live === undefined || !keepsDeployed) return { plan, mergeIssues: [] };
  const { issues } = checkFiles(await readResult(plan, files, live, entries, registry), limits);
  return { plan, mergeIssues: countErrors(issues) > 0 ? issues : [] };
}

/**
 * What is replaced whole need not be readable: a damaged deployment is no reason to refuse the one that repairs it. So that
 * the damage is noticed even where nothing else changed, nothing is taken from the directory then.
 */
async function readDeployed(
  live: AppRecord | undefined,
  local: readonly PlannedFile[],
  strategy: ImportStrategy,
  registry: Registry,
): Promise<{ readonly entries: readonly TreeEntry[]; readonly unreadable?: string }> {
  if (live === undefined) return { entries: [] };
  try {
    return { entries: await registry.readEntries(live, strategy === 'merge' ? local.map(toTreeEntry) : []) };
  } catch (error) {
    const isDamage =
      error instanceof WebhookCliError &&
      (error.code === 'RegistryRecordDamaged' || error.code === 'RegistryRecordMissing');
    if (!isDamage || strategy === 'merge') throw error;
    return { entries: [], unreadable: error.message };
  }
}

function describeFiles(app: App, files: AppFiles): PlannedFile[] {
  return app.files.map((entry) => {
    const bytes = bytesAt(files, entry.path);
    return { ...entry, hash: hashBytes(bytes), size: bytes.length };
  });
}

function toPlannedFile({ path, kind, resource, blob, size }: TreeEntry): PlannedFile {
  return { path, kind, resource, hash: blob, size };
}

function toTreeEntry({ path, kind, resource, hash, size }: PlannedFile): TreeEntry {
  return { path, kind, resource, blob: hash, size };
}

/** The files that the plan would make live, of both sides. */
async function readResult(
  plan: Plan,
  files: AppFiles,
  live: AppRecord,
  entries: readonly TreeEntry[],
  registry: Registry,
): Promise<AppFiles> {
  const localByHash = new Map<string, Uint8Array>();
  for (const { from, path, hash } of plan.result) if (from === 'local') localByHash.set(hash, bytesAt(files, path));
  const deployed = await registry.readFiles(live, localByHash);
  const byHash = new Map([
    ...localByHash,
    ...entries.map(({ path, blob }) => [blob, bytesAt(deployed, path)] as const),
  ]);
  return new Map(plan.result.map(({ path, hash }) => [path, bytesAt(byHash, hash)]));
}

function bytesAt(files: AppFiles, key: string): Uint8Array {
  const bytes = files.get(key);
  if (bytes === undefined) throw new WebhookCliError('InternalError', { reason: `no bytes for ${key}` });
  return bytes;
}

function toError(conflict: MergeConflict): WebhookCliError {
  switch (conflict.reason) {
    case 'layout':
      return new WebhookCliError('MergeLayoutDiffers', conflict);
    case 'path':
      return new WebhookCliError('MergePathTaken', conflict);
  }
}
