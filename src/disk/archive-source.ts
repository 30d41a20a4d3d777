/** A zip archive as the source of an app: its entries as a tree, from the app's root down. */
import { posix } from 'node:path';
import { createIssue } from '../app/issue-codes.ts';
import type { ZipArchive } from '../archives/zip-archive.ts';
import type { ZipEntry } from '../archives/zip-entry.ts';
import type { Limits } from '../limits.ts';
import type { AppSource, SourceKind } from './app-source.ts';

export interface ArchiveSource extends AppSource {
  /** Names at the top of the archive that are not below the app's root, as paths from there. */
  readonly outside: readonly string[];
}

/** `root` is '' for the top, else a directory there. */
export function createArchiveSource(archive: ZipArchive, root: string, limits: Limits): ArchiveSource {
  const tree = buildTree(archive.entries, root);
  return {
    outside: [...tree.outside],
    list: (directory) => ({
      entries: [...(tree.directories.get(directory) ?? [])].map(([name, kind]) => ({ name, kind })),
    }),
    read: (path) => readEntry(archive, tree.entries.get(path), path, limits),
    describeLink: (path) => describeLink(archive, tree.entries.get(path), path, limits),
    checkSecrets: (path) => [createIssue('SecretsFileLeftOut', { file: path }, {})],
    identify: () => 'archive',
  };
}

interface Tree {
  /** Path from the root to what lies there; kinds by name. */
  readonly directories: Map<string, Map<string, SourceKind>>;
  readonly entries: Map<string, ZipEntry>;
  readonly outside: Set<string>;
}

function buildTree(entries: readonly ZipEntry[], root: string): Tree {
  const tree: Tree = { directories: new Map([['', new Map()]]), entries: new Map(), outside: new Set() };
  const prefix = root === '' ? '' : `${root}/`;
  for (const entry of entries) {
    const { path, kind } = entry;
    if (path === root) continue;
    if (path.startsWith(prefix)) {
      const inner = path.slice(prefix.length);
      tree.entries.set(inner, entry);
      addTo(tree, inner, kind);
    } else {
      const slash = path.indexOf('/');
      const isInside = slash !== -1 || kind === 'directory';
      tree.outside.add(`../${slash === -1 ? path : path.slice(0, slash)}${isInside ? '/' : ''}`);
    }
  }
  return tree;
}

/** Directories above it need no entries of their own. */
function addTo(tree: Tree, path: string, kind: SourceKind): void {
  const slash = path.lastIndexOf('/');
  const parent = slash === -1 ? '' : path.slice(0, slash);
  const siblings = tree.directories.get(parent);
  if (siblings === undefined) {
    tree.directories.set(parent, new Map([[path.slice(slash + 1), kind]]));
    addTo(tree, parent, 'directory');
  } else siblings.set(path.slice(slash + 1), kind);
  if (kind === 'directory' && !tree.directories.has(path)) tree.directories.set(path, new Map());
}

function readEntry(
  archive: ZipArchive,
  entry: ZipEntry | undefined,
  path: string,
  limits: Limits,
): ReturnType<AppSource['read']> {
  if (entry === undefined) return { issue: createIssue('ChangedWhileReading', { file: path }, {}) };
  const max = limits.appFileBytesMax;
  if (entry.bytes > max) return { issue: createIssue('FileTooLarge', { file: path }, { bytes: entry.bytes, max }) };
  return { bytes: archive.read(entry) };
}

const linkTargetBytesMax = 4096;

/** The target is the link's content. It is looked at only to say where it leads. */
function describeLink(archive: ZipArchive, entry: ZipEntry | undefined, path: string, limits: Limits) {
  const isShort = entry !== undefined && entry.bytes <= Math.min(linkTargetBytesMax, limits.appFileBytesMax);
  const target = isShort ? archive.read(entry).toString('utf8') : '/';
  const inside = posix.join(posix.dirname(path), target);
  const leaves = posix.isAbsolute(target) || inside === '..' || inside.startsWith('../');
  return createIssue(leaves ? 'LinkLeavesApp' : 'LinkRefused', { file: path }, {});
}
