/** Names of databases and collections as MongoDB allows them: what it would refuse at the first call is refused here. */

import type { Issue } from '../issue.ts';
import { issueAt, valueAt } from '../json/config-schema.ts';
import type { JsonPath } from '../json/json-positions.ts';
import type { JsonFile } from '../json/json-text.ts';
import { ENVIRONMENT_EXPANSION } from './choice.ts';

export const NAMESPACE_PARTS = ['database', 'collection'] as const;
export type NamespacePart = (typeof NAMESPACE_PARTS)[number];
export type Namespace = Readonly<Record<NamespacePart, string>>;

/** `data_sources/<service>/<database>/<collection>/…` names what its files are about. Undefined for a path elsewhere. */
export function namespaceOfPath(path: string): Namespace | undefined {
  const [top, , database, collection, file] = path.split('/');
  if (top !== 'data_sources' || database === undefined || collection === undefined) return undefined;
  return file === undefined ? undefined : { database, collection };
}

export function checkDirectoryNames(file: JsonFile): Issue[] {
  const named = namespaceOfPath(file.path);
  if (named === undefined) return [];
  return NAMESPACE_PARTS.flatMap((part) => checkNamespaceName(file, part, named[part], []));
}

/** Checks the text at a path of the file; says nothing when there is none. */
export function checkNamespaceAt(file: JsonFile, part: NamespacePart, path: JsonPath): Issue[] {
  const name = valueAt(file.json, path);
  return typeof name === 'string' ? checkNamespaceName(file, part, name, path) : [];
}

/** `path` is where the name stands; empty when a directory is named so. */
export function checkNamespaceName(file: JsonFile, part: NamespacePart, name: string, path: JsonPath): Issue[] {
  if (ENVIRONMENT_EXPANSION.test(name)) return [];
  const reason = part === 'database' ? explainDatabase(name) : explainCollection(name);
  return reason === undefined ? [] : [issueAt('IllegalNamespace', file, path, { part, name, reason })];
}

const databaseBytesMax = 63;
const collectionBytesMax = 255;

function explainDatabase(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.includes('\0')) return 'it holds a NUL character';
  const illegal = /[/\\. "$]/.exec(name)?.[0];
  if (illegal !== undefined) return illegal === ' ' ? 'it holds a space' : `it holds the character ${illegal}`;
  return explainLength(name, databaseBytesMax);
}

function explainCollection(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.includes('\0')) return 'it holds a NUL character';
  if (name.includes('$')) return 'it holds the character $';
  if (name.startsWith('system.')) return 'names that start with "system." belong to the server';
  if (name.startsWith('.') || name.endsWith('.')) return 'it starts or ends with a dot';
  if (name.includes('..')) return 'it holds two dots in a row';
  return explainLength(name, collectionBytesMax);
}

function explainLength(name: string, bytesMax: number): string | undefined {
  const bytes = Buffer.byteLength(name);
  return bytes <= bytesMax ? undefined : `it has ${bytes} bytes; ${bytesMax} are allowed`;
}
