/** What a source uses and will not find: parts of the context that this version refuses, modules, names that the app has not. */
import { listContextUses } from '../../source/context-calls.ts';
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue, type IssuePlace } from '../issue-codes.ts';
import { positionAt } from '../json/text.ts';
import { type AppNames, createSuggester, listAppNames } from './app-names.ts';
import { judgeUse, type NameUse, type Refusal, USED_NAMES } from './context-use.ts';
import { mayUseMissing } from './quick-look.ts';
import type { ParseBudget } from './source-text.ts';

/** Nobody reads more of one source. */
const issuesMax = 50;

export class SourceCalls {
  readonly #names: AppNames;
  readonly #suggest: Readonly<Record<NameUse['kind'], (name: string) => string>>;
  readonly #hasPackages: boolean;
  readonly #budget: ParseBudget;
  #unread: string[] = [];

  constructor(app: App, files: AppFiles, budget: ParseBudget) {
    this.#budget = budget;
    this.#names = listAppNames(app);
    this.#suggest = {
      service: createSuggester(this.#names.services.keys()),
      function: createSuggester(this.#names.functions),
      value: createSuggester(this.#names.values),
    };
    this.#hasPackages = files.keys().some((path) => path.startsWith('functions/node_modules'));
  }

  /** For a source that compiles. */
  check(file: string, text: string): Issue[] {
    if (!mayUseMissing(text, this.#names)) return [];
    if (this.#budget.takes(text)) return this.#checkUses(file, text);
    this.#unread.push(file);
    return [];
  }

  /** About the sources that there was no room for, once all have been checked. */
  get unread(): Issue[] {
    const [file, ...others] = this.#unread;
    return file === undefined ? [] : [createIssue('SourcesNotRead', { file }, { count: others.length })];
  }

  #checkUses(file: string, text: string): Issue[] {
    // A variable stands for the same use wherever it is written.
    const found = new Map<number, (place: IssuePlace) => Issue>();
    for (const use of listContextUses(text, USED_NAMES)) {
      const { names, refusal } = judgeUse(use, (name) => this.#names.services.get(name));
      for (const named of names) {
        if (!this.#has(named)) found.set(named.offset, (place) => this.#describeName(place, named));
      }
      if (refusal !== undefined) found.set(refusal.offset, (place) => this.#describeRefusal(place, refusal));
    }
    const sorted = [...found].sort(([left], [right]) => left - right);
    const issues = sorted.slice(0, issuesMax).map(([at, describe]) => describe({ file, ...positionAt(text, at) }));
    const count = sorted.length - issues.length;
    return count === 0 ? issues : [...issues, createIssue('MoreIssues', { file }, { count })];
  }

  #has({ kind, name }: NameUse): boolean {
    if (kind === 'service') return this.#names.services.has(name);
    return (kind === 'function' ? this.#names.functions : this.#names.values).has(name);
  }

  #describeName(place: IssuePlace, { kind, name }: NameUse): Issue {
    return createIssue(MISSING[kind], place, { name, suggestion: this.#suggest[kind](name) });
  }

  #describeRefusal(place: IssuePlace, { path: call, member: { happens, instead }, module }: Refusal): Issue {
    if (module === undefined) return createIssue('UnsupportedCall', place, { call, happens, instead });
    return createIssue('ModuleNotOffered', place, { module, instead: this.#insteadOf(module, instead) });
  }

  #insteadOf(module: string, instead: string): string {
    const advice = INSTEAD_OF_MODULES.get(module.replace(/^node:/, '')) ?? instead;
    return this.#hasPackages ? `${advice}; the packages in functions/ are kept, but not used yet` : advice;
  }
}

const MISSING = {
  service: 'UsesMissingService',
  function: 'CallsMissingFunction',
  value: 'ReadsMissingValue',
} as const;

const INSTEAD_OF_MODULES: ReadonlyMap<string, string> = new Map([
  ['crypto', 'utils.crypto.hash and utils.crypto.hmac digest; BSON.ObjectId() and BSON.UUID() make new ids'],
  ['buffer', 'BSON.Binary.fromText, fromBase64 and fromHex read, and text(), toBase64() and toHex() write'],
  ['bson', 'the classes are in BSON, and extended JSON is in EJSON'],
  ['mongodb', 'context.services.get gives the linked data sources of the app'],
]);
