/** Plans an import against what is live, and refuses a merge that cannot work before anything is written. */
import type { App, AppFiles, LayoutName } from '../../../app/app.ts';
import type { Issue } from '../../../app/issue.ts';
import { mergeLists } from '../../../app/list-files.ts';
import { parseApp } from '../../../app/parse-app.ts';
import {
  type ImportStrategy,
  type ListVersions,
  type MergeConflict,
  type Plan,
  type PlannedFile,
  planImport,
} from '../../../app/plan.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import { hashBytes } from '../../../registry/content-hash.ts';
import type { TreeEntry } from '../../../registry/documents.ts';
import type { Registry } from '../../../registry/registry.ts';
import { checkFiles, countErrors } from '../../app/load-app.ts';

export interface LocalApp {
  readonly app: App;
  readonly files: AppFiles;
}

export interface PlannedImport {
  readonly plan: Plan;
  /** The files of the directory; list files that both sides had entries in are merged. */
  readonly files: AppFiles;
  /** Of the app that a merge gives, when they hold an error; nothing may be applied then. */
  readonly mergeIssues: readonly Issue[];
}

/** `live` is undefined for an app that is yet to be made. Throws MergeLayoutDiffers, MergeListUnreadable, MergePathTaken. */
export async function planAgainstLive(
  local: LocalApp,
  live: AppRecord | undefined,
  strategy: ImportStrategy,
  registry: Registry,
  limits: Limits,
): Promise<PlannedImport> {
  const described = describeFiles(local.app, local.files);
  const { entries, contents, unreadable } = await readDeployed(live, described, strategy, registry);
  const files = strategy === 'merge' ? mergeListFiles(described, local.files, contents) : local.files;
  const plan = planImport({
    deployed: entries.map(toPlannedFile),
    local: files === local.files ? described : describeFiles(local.app, files),
    strategy,
    layouts: compareLayouts(local.app, entries, contents, limits),
    lists: pairLists(described, files, entries, contents),
    unreadable,
  });
  const [conflict] = plan.conflicts;
  if (conflict !== undefined) throw toError(conflict);
  const keepsDeployed = plan.result.some(({ from }) => from === 'deployed');
  if (live === undefined || !keepsDeployed) return { plan, files, mergeIssues: [] };
  const result = await readResult(plan, files, live, entries, registry);
  const { issues } = checkFiles(result, limits, { identity: live });
  return { plan, files, mergeIssues: countErrors(issues) > 0 ? issues : [] };
}

interface DeployedState {
  readonly entries: readonly TreeEntry[];
  /** Of the root file and the list files, where they differ from the directory's. */
  readonly contents: AppFiles;
  readonly unreadable?: string;
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
): Promise<DeployedState> {
  if (live === undefined) return { entries: [], contents: new Map() };
  try {
    const entries = await registry.readEntries(live, strategy === 'merge' ? local.map(toTreeEntry) : []);
    const same = new Set(local.map(({ path, hash }) => `${hash} ${path}`));
    const telling = entries.filter(
      ({ path, kind, blob }) => (kind === 'app' || kind === 'list') && !same.has(`${blob} ${path}`),
    );
    return { entries, contents: telling.length === 0 ? new Map() : await registry.readFilesOf(telling) };
  } catch (error) {
    const isDamage =
      error instanceof WebhookCliError &&
      (error.code === 'RegistryRecordDamaged' || error.code === 'RegistryRecordMissing');
    if (!isDamage || strategy === 'merge') throw error;
    return { entries: [], contents: new Map(), unreadable: error.message };
  }
}

/** What cannot be merged stays as it is: the plan has a conflict then. */
function mergeListFiles(local: readonly PlannedFile[], files: AppFiles, deployed: AppFiles): AppFiles {
  const merged = local.flatMap(({ kind, path }): [string, Uint8Array][] => {
    const before = kind === 'list' ? deployed.get(path) : undefined;
    const result = before && mergeLists(path, before, bytesAt(files, path));
    return result === undefined ? [] : [[path, result]];
  });
  return merged.length === 0 ? files : new Map([...files, ...merged]);
}

/** Those that only the directory has, and those that differ. */
function pairLists(
  local: readonly PlannedFile[],
  files: AppFiles,
  entries: readonly TreeEntry[],
  contents: AppFiles,
): Map<string, ListVersions> {
  const deployed = new Set(entries.map(({ path }) => path));
  const lists = local.filter(({ kind, path }) => kind === 'list' && (contents.has(path) || !deployed.has(path)));
  return new Map(lists.map(({ path }) => [path, { deployed: contents.get(path), local: bytesAt(files, path) }]));
}

/** Undefined when the deployed root file is the same, is not there, or cannot be read: it was checked when it was deployed. */
function compareLayouts(
  { layout: local }: App,
  entries: readonly TreeEntry[],
  contents: AppFiles,
  limits: Limits,
): { deployed: LayoutName; local: LayoutName } | undefined {
  const root = entries.find(({ kind }) => kind === 'app');
  const bytes = root && contents.get(root.path);
  const deployed = root && bytes && parseApp(new Map([[root.path, bytes]]), limits).app?.layout;
  return deployed && { deployed, local };
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
    case 'list':
      return new WebhookCliError('MergeListUnreadable', conflict);
    case 'path':
      return new WebhookCliError('MergePathTaken', conflict);
  }
}
