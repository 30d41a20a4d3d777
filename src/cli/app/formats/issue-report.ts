/** What every format for machines is made from: issues with their paths as seen from the repository. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Issue } from '../../../app/issue.ts';

export interface IssueReport {
  /** By file, then by position. Paths are relative to the app root. */
  readonly issues: readonly Issue[];
  /** Every file that was checked, relative to the app root. */
  readonly files: Iterable<string>;
  /** The app root as `files` and `issues` are seen from the repository: `.`, `apps/orders`, or absolute when outside. */
  readonly root: string;
}

/**
 * Where annotations start to count: the checkout of the repository when the app lies in it, or else the working directory.
 * In GitHub's runner a job may well work in a directory below the checkout.
 */
export function locateRoot(root: string, cwd: string, checkout: string | undefined): string {
  for (const base of checkout === undefined || checkout === '' ? [cwd] : [checkout, cwd]) {
    const path = relative(resolve(cwd, base), root);
    if (path === '') return '.';
    if (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)) return path.replaceAll(sep, '/');
  }
  return root;
}

/** The path of a file of the app as seen from the repository. */
export function locateFile({ root }: Pick<IssueReport, 'root'>, file: string): string {
  return root === '.' ? file : join(root, file).replaceAll(sep, '/');
}

/** What is said about an issue where its place is known already. */
export function describeIssue({ message, hint }: Issue): [message: string, hint: string] {
  return [message, `hint: ${hint}`];
}
