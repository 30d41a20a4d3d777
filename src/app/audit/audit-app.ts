/**
 * One report for somebody who decides whether to move an app: what will run, what will run differently, what will not,
 * each with its places; the secrets to supply; and the URLs that senders have to change. It sorts what parsing and checking
 * found, and looks into the sources for the functions that they call.
 */
import type { App, AppFiles, AppFunction, Definition } from '../app.ts';
import type { Issue } from '../issue.ts';
import type { IssueCode } from '../issue-codes.ts';
import { toJsonPointer } from '../json-positions.ts';
import { listNeededSecrets, type NeededSecret } from '../needed-secrets.ts';
import { createCallGraph } from './call-graph.ts';
import { EFFECTS, type Effect } from './effects.ts';
import { listMovedUrls, type MovedUrl } from './old-urls.ts';

export interface Audit {
  readonly runs: readonly AuditedPart[];
  readonly differs: readonly AuditedPart[];
  readonly notRun: readonly AuditedPart[];
  /** To be corrected before an import; what a broken file defines may be in none of the lists above. */
  readonly errors: readonly Issue[];
  /** Warnings that change nothing about what runs. */
  readonly advice: readonly Issue[];
  readonly secrets: readonly NeededSecret[];
  readonly urls: readonly MovedUrl[];
}

export interface AuditedPart {
  /** Such as `incoming webhook store/create`, `function total`, or the path of a file. */
  readonly what: string;
  /** Of its own files, and of the functions that it calls. */
  readonly findings: readonly Issue[];
  /** What is good to know and changes no result. */
  readonly notes: readonly string[];
}

/** `issues` are all that were found; `clientAppId` and `origin` make the new URLs. */
export function auditApp(
  app: App,
  files: AppFiles,
  issues: readonly Issue[],
  { clientAppId, origin }: { readonly clientAppId: string; readonly origin: string },
): Audit {
  const warnings = issues.filter(({ severity }) => severity === 'warning');
  const findings = warnings.filter((issue) => effectOf(issue) !== 'advice');
  const code = auditCode(app, files, findings);
  const named = new Set(code.flatMap((part) => part.findings));
  const parts = [...code, ...auditRest(app, findings, named)];
  const withEffect = (effect: Effect | undefined) => parts.filter((part) => worstEffect(part.findings) === effect);
  return {
    runs: withEffect(undefined),
    differs: withEffect('differs'),
    notRun: withEffect('not run'),
    errors: issues.filter(({ severity }) => severity === 'error'),
    advice: warnings.filter((issue) => effectOf(issue) === 'advice'),
    secrets: listNeededSecrets(app, files),
    urls: listMovedUrls(app, clientAppId, origin),
  };
}

/** A warning that the table does not know would be a fault of ours; until it is mended nothing is hidden by it. */
function effectOf({ code }: Issue): Effect {
  return EFFECTS[code as IssueCode] ?? 'differs';
}

function worstEffect(findings: readonly Issue[]): Effect | undefined {
  const effects = findings.map(effectOf);
  return effects.includes('not run') ? 'not run' : effects[0];
}

const FRESH_REALM =
  'uses eval, Function, globalThis or a free "this", so each call gets a realm of its own: the results are the same, and a call takes a millisecond or two longer';

/** Webhooks and functions. What is wrong with a function shows at every webhook that can call it. */
function auditCode({ services, functions }: App, files: AppFiles, issues: readonly Issue[]): AuditedPart[] {
  const byFile = Map.groupBy(issues, ({ file }) => file);
  const ownFindings = (definition: Definition & { readonly sourcePath: string }): Issue[] => [
    ...findInDefinition(definition, byFile),
    ...(byFile.get(definition.sourcePath) ?? []),
  ];
  const graph = createCallGraph(functions, files);
  const audit = (what: string, sourcePath: string, own: readonly Issue[], called: readonly AppFunction[]) => ({
    what,
    findings: [...own, ...called.flatMap((definition) => byFile.get(definition.sourcePath) ?? [])],
    notes: graph.needsFreshRealm(sourcePath) ? [FRESH_REALM] : [],
  });
  return [
    ...services.flatMap((service) => {
      const ofService = findInDefinition(service, byFile);
      return service.webhooks.map((webhook) => {
        const own = [...ownFindings(webhook), ...ofService];
        const what = `incoming webhook ${service.name}/${webhook.name}`;
        return audit(what, webhook.sourcePath, own, graph.reachableFrom(webhook.sourcePath));
      });
    }),
    ...functions.map((definition) =>
      audit(`function ${definition.name}`, definition.sourcePath, ownFindings(definition), []),
    ),
  ];
}

function findInDefinition(
  { configPath, configAt }: Definition,
  byFile: ReadonlyMap<string, readonly Issue[]>,
): readonly Issue[] {
  const found = byFile.get(configPath) ?? [];
  const at = toJsonPointer(configAt);
  return at === '' ? found : found.filter(({ pointer = '' }) => pointer === at || pointer.startsWith(`${at}/`));
}

/** Said once of a folder, at the first of its files. */
const FOLDER_ISSUES: readonly string[] = ['FolderNotServed', 'FolderOfOtherLayout'] satisfies IssueCode[];

/** Of `functions/` it is the dependencies alone that are not used. */
function nameFolder(file: string): string {
  const top = file.slice(0, file.indexOf('/') + 1);
  return top === 'functions/' ? 'functions/node_modules' : top;
}

/** Everything else with a finding: one part for each resource. */
function auditRest(app: App, findings: readonly Issue[], named: ReadonlySet<Issue>): AuditedPart[] {
  const entries = new Map(app.files.map((entry) => [entry.path, entry]));
  const rest = findings.filter((issue) => !named.has(issue));
  const nameOf = ({ code, file }: Issue): string => {
    if (FOLDER_ISSUES.includes(code)) return nameFolder(file);
    const entry = entries.get(file);
    return entry === undefined || entry.kind === 'other' || entry.kind === 'list'
      ? file
      : `${entry.kind} ${entry.resource}`;
  };
  return [...Map.groupBy(rest, nameOf)].map(([what, found]) => ({ what, findings: found, notes: [] }));
}
