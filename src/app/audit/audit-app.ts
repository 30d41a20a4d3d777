/**
 * One report for somebody who decides whether to move an app: what will run, what will run differently, what will not,
 * each with its places; the secrets to supply; and the URLs that senders have to change. It sorts what parsing and checking
 * found, and looks into the sources for the functions that they call.
 */
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import type { IssueCode } from '../issue-codes.ts';
import { type AuditedPart, auditCode, type JudgedPart } from './audit-code.ts';
import { type Effect, effectOf, worstEffect } from './effects.ts';
import { listNeededSecrets, type NeededSecret } from './needed-secrets.ts';
import { listMovedUrls, type MovedUrl } from './old-urls.ts';

export interface Audit {
  readonly runs: readonly AuditedPart[];
  readonly differs: readonly AuditedPart[];
  readonly notRun: readonly AuditedPart[];
  /** To be corrected before an import; what a broken file defines is in `notRun`, or in no list when it cannot be read. */
  readonly errors: readonly Issue[];
  /** Warnings that change nothing about what runs. */
  readonly advice: readonly Issue[];
  readonly secrets: readonly NeededSecret[];
  readonly urls: readonly MovedUrl[];
}

/** `issues` are all that were found; `clientAppId` and `origin` make the new URLs. */
export function auditApp(
  app: App,
  files: AppFiles,
  issues: readonly Issue[],
  { clientAppId, origin }: { readonly clientAppId: string; readonly origin: string },
): Audit {
  const findings = issues.filter((issue) => effectOf(issue) !== 'advice');
  const code = auditCode(app, files, findings);
  const named = new Set(code.flatMap((part) => part.own));
  const rest = findings.filter((issue) => issue.severity === 'warning' && !named.has(issue));
  const parts = [...code, ...auditRest(app, rest)];
  const withEffect = (effect: Effect | undefined): AuditedPart[] =>
    parts.filter((part) => part.effect === effect).map(({ what, findings, notes }) => ({ what, findings, notes }));
  return {
    runs: withEffect(undefined),
    differs: withEffect('differs'),
    notRun: withEffect('not run'),
    errors: issues.filter(({ severity }) => severity === 'error'),
    advice: issues.filter((issue) => effectOf(issue) === 'advice'),
    secrets: listNeededSecrets(app, files),
    urls: listMovedUrls(app, clientAppId, origin),
  };
}

/** Said once of a folder, at the first of its files. */
const FOLDER_ISSUES: readonly string[] = ['FolderNotServed', 'FolderOfOtherLayout'] satisfies IssueCode[];

/** Of `functions/` it is the dependencies alone that are not used. */
function nameFolder(file: string): string {
  const top = file.slice(0, file.indexOf('/') + 1);
  return top === 'functions/' ? 'functions/node_modules' : top;
}

/** Everything else with a finding: one part for each resource. */
function auditRest(app: App, rest: readonly Issue[]): JudgedPart[] {
  const entries = new Map(app.files.map((entry) => [entry.path, entry]));
  const nameOf = ({ code, file }: Issue): string => {
    if (FOLDER_ISSUES.includes(code)) return nameFolder(file);
    const entry = entries.get(file);
    return entry === undefined || entry.kind === 'other' || entry.kind === 'list'
      ? file
      : `${entry.kind} ${entry.resource}`;
  };
  return [...Map.groupBy(rest, nameOf)].map(([what, found]) => ({
    what,
    findings: found,
    notes: [],
    effect: worstEffect(found),
  }));
}
