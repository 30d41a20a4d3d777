/** Where an app's files come from, a directory or an archive: what is there by name, and bytes one file at a time. */
import type { Issue } from '../app/issue.ts';

export interface AppSource {
  /** What lies in a directory, in any order; '' is the root. Paths are relative to it, with `/`. */
  list(directory: string): { readonly entries: readonly SourceEntry[] } | { readonly issue: Issue };
  read(path: string): { readonly bytes: Buffer } | { readonly issue: Issue };
  /** Why a link is refused. It is never followed. */
  describeLink(path: string): Issue;
  /** What there is to say of a `secrets.json`, which is never read. */
  checkSecrets(path: string): readonly Issue[];
  /** Changes when something else takes the place of the directory. */
  identify(directory: string): string;
}

export interface SourceEntry {
  readonly name: string;
  readonly kind: SourceKind;
}

export type SourceKind = 'file' | 'directory' | 'link' | 'socket' | 'pipe' | 'device';
