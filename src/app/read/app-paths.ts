/** The paths of an app sorted into resources, before any file is opened. */
import type { AppFiles, LayoutName } from '../app.ts';
import { ROOT_FILES } from '../layout.ts';
import { type FileKind, type PathRole, roleOfPath, serviceDirectoryOf } from '../path-roles.ts';

/** A directory with the two files that make a resource; either may be missing. */
export interface SourceDirectory {
  readonly directory: string;
  configPath?: string;
  sourcePath?: string;
}

export interface AppPaths {
  /** Every path but those of root files that were not chosen, in order, with what it is. */
  readonly all: ReadonlyArray<{ readonly path: string; readonly role: PathRole }>;
  /** By directory; a service that only has webhooks or rules is here too, without a path. */
  readonly services: ReadonlyMap<string, { readonly configPath: string | undefined }>;
  readonly webhooks: readonly SourceDirectory[];
  /** Those of layouts A and B, where each has a directory of its own. */
  readonly functions: readonly SourceDirectory[];
  /** Sources that `functions/config.json` lists, in layouts C and D. */
  readonly functionSources: readonly string[];
  readonly byFile: ReadonlyMap<FileKind, readonly string[]>;
}

export function sortPaths(files: AppFiles, layout: LayoutName, rootPath: string): AppPaths {
  const all = [...files.keys()]
    .filter((path) => path === rootPath || !ROOT_FILES.includes(path))
    .sort()
    .map((path) => ({ path, role: roleOfPath(layout, path) }));
  const services = new Map<string, { configPath: string | undefined }>();
  const webhooks = new Map<string, SourceDirectory>();
  const functions = new Map<string, SourceDirectory>();
  const functionSources: string[] = [];
  const byFile = new Map<FileKind, string[]>();
  for (const { path, role } of all) {
    const { kind, file, directory } = role;
    if (file === undefined) continue;
    addTo(byFile, file, path);
    if (file === 'service') services.set(directory, { configPath: path });
    else if (kind === 'rule') addService(services, directory);
    else if (kind === 'incoming webhook') {
      addPart(webhooks, role, path);
      addService(services, serviceDirectoryOf(directory));
    } else if (kind === 'function') {
      if (directory === '') functionSources.push(path);
      else addPart(functions, role, path);
    }
  }
  return {
    all,
    services,
    webhooks: [...webhooks.values()],
    functions: [...functions.values()],
    functionSources,
    byFile,
  };
}

function addTo(byFile: Map<FileKind, string[]>, file: FileKind, path: string): void {
  const paths = byFile.get(file);
  if (paths === undefined) byFile.set(file, [path]);
  else paths.push(path);
}

function addService(services: Map<string, { configPath: string | undefined }>, directory: string): void {
  if (!services.has(directory)) services.set(directory, { configPath: undefined });
}

function addPart(directories: Map<string, SourceDirectory>, { directory, file }: PathRole, path: string): void {
  const entry = directories.get(directory) ?? { directory };
  if (file === 'source') entry.sourcePath = path;
  else entry.configPath = path;
  directories.set(directory, entry);
}
