/**
 * What an import would do, as data: the same value is printed, emitted as JSON, confirmed and applied. Resources are matched
 * by kind and name; ids in files count for nothing, so an export of one app can be imported into another.
 */
import type { AppFileEntry, LayoutName, ResourceKind } from './app.ts';
import { compareText } from './compare-text.ts';
import { compareLists, type ListChange } from './list-files.ts';

export const IMPORT_STRATEGIES = ['merge', 'replace', 'replace-by-name'] as const;
/** `merge` keeps deployed resources that the directory does not have; the other two make the directory the new state. */
export type ImportStrategy = (typeof IMPORT_STRATEGIES)[number];
export const DEFAULT_STRATEGY: ImportStrategy = 'merge';

/** A file of either side. */
export interface PlannedFile extends AppFileEntry {
  /** Names the file's exact bytes: equal hashes mean equal bytes. */
  readonly hash: string;
  readonly size: number;
}

export interface PlanInput {
  readonly deployed: readonly PlannedFile[];
  readonly local: readonly PlannedFile[];
  readonly strategy: ImportStrategy;
  /** Of the two sides, where both are known. */
  readonly layouts?: { readonly deployed: LayoutName; readonly local: LayoutName } | undefined;
  /** Bytes of the list files that differ, by path: what they have before and after is named entry by entry. */
  readonly lists?: ReadonlyMap<string, ListVersions> | undefined;
  /** Why `deployed` is empty although something is deployed. */
  readonly unreadable?: string | undefined;
}

export interface ListVersions {
  /** Undefined when only the directory has it. */
  readonly deployed: Uint8Array | undefined;
  readonly local: Uint8Array;
}

export type ChangeAction = 'add' | 'change' | 'remove';

/** What happens to one resource, with the paths that differ. */
export interface Change {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly action: ChangeAction;
  readonly files: ReadonlyArray<{ readonly path: string; readonly action: ChangeAction }>;
  /** Of a list file that is added or changes: its entries that differ. */
  readonly entries?: readonly ListChange[];
}

export interface Plan {
  readonly strategy: ImportStrategy;
  /** Ordered by kind, then name. Empty means that the deployed app is identical. */
  readonly changes: readonly Change[];
  readonly counts: Readonly<Record<ChangeAction | 'unchanged', number>>;
  /** The files of the new version, ordered by path; those of `deployed` are kept from what is live. */
  readonly result: ReadonlyArray<PlannedFile & { readonly from: 'local' | 'deployed' }>;
  /** What is wrong with the deployed version, when it is damaged: everything counts as added then. */
  readonly unreadable?: string;
  /** Why the two sides cannot be merged; nothing may be applied then. */
  readonly conflicts: readonly MergeConflict[];
}

export type MergeConflict =
  | { readonly reason: 'layout'; readonly deployed: LayoutName; readonly local: LayoutName }
  /** A list file that differs, and that cannot be read entry by entry on one of the sides. */
  | { readonly reason: 'list'; readonly path: string }
  /** Both sides have the path, for resources of different names, and the deployed one would stay. */
  | { readonly reason: 'path'; readonly path: string; readonly deployed: string; readonly local: string };

export function planImport(input: PlanInput): Plan {
  const { deployed, local, strategy, unreadable, lists = new Map<string, ListVersions>() } = input;
  const kept = strategy === 'merge' ? findKeptFiles(deployed, local) : [];
  const result = [...local.map((file) => ({ ...file, from: 'local' as const })), ...kept].sort(byPath);
  const { changes, unchanged } = compareResources(deployed, result, lists);
  const count = (action: ChangeAction) => changes.filter((change) => change.action === action).length;
  return {
    strategy,
    changes,
    counts: { add: count('add'), change: count('change'), remove: count('remove'), unchanged },
    result,
    ...(unreadable === undefined ? {} : { unreadable }),
    conflicts: strategy === 'merge' ? findConflicts(input, kept) : [],
  };
}

type KeptFile = PlannedFile & { readonly from: 'deployed' };

/** Files of deployed resources that the directory does not have; below a service that moved, they move along. */
function findKeptFiles(deployed: readonly PlannedFile[], local: readonly PlannedFile[]): KeptFile[] {
  const replaced = new Set(local.map(resourceKey));
  const moves = findMovedServices(deployed, local);
  // Moved first: a file that is a resource of its own is known by its path, so it is the new path that counts.
  return deployed
    .map((file) => ({ ...file, ...moveBelowService(file, moves), from: 'deployed' as const }))
    .filter((file) => !replaced.has(resourceKey(file)));
}

/** An app has one root file, whatever the name in it: a renamed app is still the same resource. */
function resourceKey({ kind, resource }: AppFileEntry): string {
  return kind === 'app' ? kind : `${kind}\0${resource}`;
}

type Moves = ReadonlyMap<string, string>;

/** Directories of services that lie elsewhere in the local directory: a webhook belongs to the service whose directory it is in. */
function findMovedServices(deployed: readonly PlannedFile[], local: readonly PlannedFile[]): Moves {
  const localDirectories = new Map(local.filter(isService).map((file) => [file.resource, directoryOf(file.path)]));
  return new Map(
    deployed.filter(isService).flatMap((file) => {
      const target = localDirectories.get(file.resource);
      return target === undefined || target === directoryOf(file.path) ? [] : [[directoryOf(file.path), target]];
    }),
  );
}

function isService({ kind }: AppFileEntry): boolean {
  return kind === 'service';
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function moveBelowService(file: PlannedFile, moves: Moves): { readonly path: string; readonly resource: string } {
  for (const [from, to] of moves) {
    if (!file.path.startsWith(from)) continue;
    const path = to + file.path.slice(from.length);
    return { path, resource: file.kind === 'other' ? path : file.resource };
  }
  return file;
}

function byPath(a: PlannedFile, b: PlannedFile): number {
  return compareText(a.path, b.path);
}

function compareResources(
  deployed: readonly PlannedFile[],
  result: readonly PlannedFile[],
  lists: ReadonlyMap<string, ListVersions>,
): { changes: Change[]; unchanged: number } {
  const before = groupByResource(deployed);
  const after = groupByResource(result);
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changes = [...keys].flatMap((key) => compareResource(before.get(key), after.get(key), lists));
  changes.sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name));
  return { changes, unchanged: keys.size - changes.length };
}

function groupByResource(files: readonly PlannedFile[]): Map<string, PlannedFile[]> {
  const groups = new Map<string, PlannedFile[]>();
  for (const file of files) {
    const key = resourceKey(file);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return groups;
}

function compareResource(
  before: readonly PlannedFile[] = [],
  after: readonly PlannedFile[] = [],
  lists: ReadonlyMap<string, ListVersions>,
): Change[] {
  const [file] = after.length > 0 ? after : before;
  // Nearly every resource of a large app is unchanged, and both sides come in path order.
  if (before.length === after.length && after.every((entry, index) => isSame(before[index], entry))) return [];
  const files = compareFiles(before, after);
  if (file === undefined || files.length === 0) return [];
  const action = before.length === 0 ? 'add' : after.length === 0 ? 'remove' : 'change';
  const entries = action === 'remove' ? undefined : compareVersions(file.path, lists.get(file.path));
  return [{ kind: file.kind, name: file.resource, action, files, ...(entries === undefined ? {} : { entries }) }];
}

const NO_ENTRIES = new TextEncoder().encode('[]');

function compareVersions(path: string, versions: ListVersions | undefined): ListChange[] | undefined {
  return versions && compareLists(path, versions.deployed ?? NO_ENTRIES, versions.local);
}

function compareFiles(before: readonly PlannedFile[], after: readonly PlannedFile[]): Change['files'] {
  const old = new Map(before.map((file) => [file.path, file]));
  const kept = new Set(after.map(({ path }) => path));
  return [
    ...before.filter(({ path }) => !kept.has(path)).map(({ path }) => ({ path, action: 'remove' as const })),
    ...after
      .filter((file) => !isSame(old.get(file.path), file))
      .map(({ path }) => ({ path, action: old.has(path) ? ('change' as const) : ('add' as const) })),
  ].sort((a, b) => compareText(a.path, b.path));
}

function isSame(before: PlannedFile | undefined, after: PlannedFile): boolean {
  return before?.path === after.path && before.hash === after.hash && before.resource === after.resource;
}

function findConflicts({ local, layouts, lists = new Map() }: PlanInput, kept: readonly KeptFile[]): MergeConflict[] {
  if (layouts !== undefined && layouts.deployed !== layouts.local) return [{ reason: 'layout', ...layouts }];
  const unreadable = [...lists].filter(([path, versions]) => compareVersions(path, versions) === undefined);
  const localFiles = new Map(local.map((file) => [file.path, file]));
  const taken = kept.flatMap((file): MergeConflict[] => {
    const other = localFiles.get(file.path);
    if (other === undefined) return [];
    return [{ reason: 'path', path: file.path, deployed: describe(file), local: describe(other) }];
  });
  return [...unreadable.map(([path]) => ({ reason: 'list', path }) as const), ...taken];
}

function describe({ kind, resource }: AppFileEntry): string {
  return `${kind} "${resource}"`;
}
