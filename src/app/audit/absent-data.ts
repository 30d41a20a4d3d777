/** Data that sources and rules read and that this version does not have: values of secrets, and values of environments. */
import { listContextUses } from '../../source/context-calls.ts';
import type { App, AppFiles, JsonValue } from '../app.ts';
import { listRuleNames } from '../checks/rule-names.ts';
import type { Issue } from '../issue.ts';
import type { IssueCode } from '../issue-codes.ts';
import { decodeText } from '../json/text.ts';

export interface AbsentData {
  /** The findings about what a source may read. */
  readBySource(path: string): readonly Issue[];
  /** The findings about what a `can_evaluate` reads. */
  readByRule(rule: JsonValue | undefined): readonly Issue[];
}

const SECRET_NEEDED: IssueCode = 'SecretNeeded';
const FOLDER_NOT_SERVED: IssueCode = 'FolderNotServed';

/** `isOpaque` tells of a source whether it hands its context on, so that nobody can say what it reads. */
export function createAbsentData(
  app: App,
  files: AppFiles,
  issues: readonly Issue[],
  isOpaque: (path: string) => boolean,
): AbsentData {
  const secrets = findSecretValues(app, issues);
  const environment = issues.filter(({ code, file }) => code === FOLDER_NOT_SERVED && file.startsWith('environments/'));
  const select = (reads: Reads): Issue[] => [
    ...(reads.values === 'any' ? secrets.values() : reads.values.flatMap((name) => secrets.get(name) ?? [])),
    ...(reads.environment ? environment : []),
  ];
  const known = new Map<string, readonly Issue[]>();
  const find = (path: string): readonly Issue[] => {
    const bytes = files.get(path);
    const text = bytes && decodeText(path, bytes).text;
    return text === undefined ? [] : select(readsOfSource(text, isOpaque(path)));
  };
  if (secrets.size === 0 && environment.length === 0) return { readBySource: () => [], readByRule: () => [] };
  return {
    readBySource(path) {
      const found = known.get(path) ?? find(path);
      known.set(path, found);
      return found;
    },
    readByRule: (rule) => (rule === undefined ? [] : select(readsOfRule(rule))),
  };
}

/** Values by name, each with the finding about its secret: there is one for each secret, at the first value that has it. */
function findSecretValues({ values }: App, issues: readonly Issue[]): ReadonlyMap<string, Issue> {
  const byFile = new Map(issues.flatMap((issue) => (issue.code === SECRET_NEEDED ? [[issue.file, issue]] : [])));
  const bySecret = new Map<JsonValue, Issue>();
  const byName = new Map<string, Issue>();
  for (const { name, path, value, fromSecret } of values) {
    const issue = fromSecret ? (bySecret.get(value) ?? byFile.get(path)) : undefined;
    if (issue === undefined) continue;
    bySecret.set(value, issue);
    byName.set(name, issue);
  }
  return byName;
}

interface Reads {
  readonly values: readonly string[] | 'any';
  readonly environment: boolean;
}

const ANYTHING: Reads = { values: 'any', environment: true };
const NOTHING: Reads = { values: [], environment: false };

/** Errs on the side of reading: what is not read by a plain name may be any. */
function readsOfSource(text: string, isOpaque: boolean): Reads {
  if (!isOpaque && !/values|environment/.test(text)) return NOTHING;
  const uses = listContextUses(text, new Set(['context']));
  if (isOpaque && (uses.length === 0 || uses.some(({ steps }) => steps.length === 1))) return ANYTHING;
  const names: string[] = [];
  let environment = false;
  let readsAny = false;
  for (const { steps } of uses) {
    const [, object, method, call] = steps;
    if (object?.kind !== 'member') continue;
    if (object.name === 'environment') environment ||= method?.kind !== 'member' || method.name !== 'tag';
    if (object.name !== 'values') continue;
    if (method?.kind === 'member' && call?.kind === 'call' && call.text !== undefined) names.push(call.text);
    else readsAny = true;
  }
  return { values: readsAny ? 'any' : names, environment };
}

function readsOfRule(rule: JsonValue): Reads {
  const names = [...listRuleNames(rule)].flatMap(({ kind, name }) => (kind === 'values' ? [name] : []));
  return { values: names, environment: JSON.stringify(rule).includes('%%environment.values') };
}
