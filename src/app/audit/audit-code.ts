/** Webhooks and functions. What is wrong with a function shows at everything that can call it. */
import type { App, AppFiles, AppFunction, Definition, IncomingWebhook, Service } from '../app.ts';
import { listRuleNames } from '../checks/rule-names.ts';
import type { Issue } from '../issue.ts';
import type { IssueCode } from '../issue-codes.ts';
import { toJsonPointer } from '../json/json-positions.ts';
import { type AbsentData, createAbsentData } from './absent-data.ts';
import { type CallGraph, createCallGraph } from './call-graph.ts';
import { type Effect, worstEffect } from './effects.ts';

export interface AuditedPart {
  /** Such as `incoming webhook store/create`, `function total`, or the path of a file. */
  readonly what: string;
  /** Of its own files, of the functions that it calls, and of the data that these read. */
  readonly findings: readonly Issue[];
  /** What is good to know beside them. */
  readonly notes: readonly string[];
}

export interface JudgedPart extends AuditedPart {
  /** Undefined: it runs as it did. */
  readonly effect: Effect | undefined;
}

interface CodePart extends JudgedPart {
  /** The findings that are about this part and no other. */
  readonly own: readonly Issue[];
}

/** `issues` without those that are mere advice. */
export function auditCode(app: App, files: AppFiles, issues: readonly Issue[]): CodePart[] {
  const judge = new CodeJudge(app, files, issues);
  const webhooks = app.services.flatMap((service) =>
    service.webhooks.map((webhook) => judge.judgeWebhook(service, webhook)),
  );
  // Functions come last: only then it is known which of them are called at all.
  return [...webhooks, ...app.functions.map((definition) => judge.judgeFunction(definition))];
}

const FRESH_REALM =
  'uses eval, Function, globalThis or a free "this", so each call gets a realm of its own: the results are the same, and a call takes a millisecond or two longer';
const NEVER_CALLED = 'no answered webhook calls it, and nothing else calls functions yet';
const NOT_READ: IssueCode = 'SourcesNotRead';

type Sourced = Definition & { readonly sourcePath: string };

class CodeJudge {
  readonly #functions: readonly AppFunction[];
  readonly #byFile: ReadonlyMap<string, readonly Issue[]>;
  readonly #graph: CallGraph;
  readonly #absent: AbsentData;
  /** It names one of the sources that were not looked at; any other may be one of them. */
  readonly #unread: readonly Issue[];
  readonly #called = new Set<AppFunction>();
  #ofAll: readonly Issue[] | undefined;

  constructor(app: App, files: AppFiles, issues: readonly Issue[]) {
    this.#functions = app.functions;
    this.#byFile = Map.groupBy(issues, ({ file }) => file);
    this.#graph = createCallGraph(app.functions, files);
    this.#absent = createAbsentData(app, files, issues, this.#graph.callsAnything);
    this.#unread = issues.filter(({ code }) => code === NOT_READ);
  }

  judgeWebhook(service: Service, webhook: IncomingWebhook): CodePart {
    const own = [...this.#findOwn(webhook), ...this.#findInConfig(service)];
    const ruleFunctions = this.#listRuleFunctions(webhook);
    const called = this.#graph.reachableFrom(webhook.sourcePath);
    // A rule that runs into a fault is no yes: calls are refused, where a source only fails in places.
    const ofRule = [...this.#absent.readByRule(webhook.canEvaluate), ...this.#findInSources(ruleFunctions)];
    const part = this.#judge(`incoming webhook ${service.name}/${webhook.name}`, webhook, own, ofRule);
    if (part.effect !== 'not run') this.#markCalled([ruleFunctions, called]);
    return part;
  }

  judgeFunction(definition: AppFunction): CodePart {
    const part = this.#judge(`function ${definition.name}`, definition, this.#findOwn(definition), []);
    if (this.#called.has(definition)) return part;
    return { ...part, effect: 'not run', notes: [...part.notes, NEVER_CALLED] };
  }

  #judge(what: string, { sourcePath }: Sourced, own: readonly Issue[], ofRule: readonly Issue[]): CodePart {
    const called = this.#findInSources(this.#graph.reachableFrom(sourcePath));
    const read = this.#absent.readBySource(sourcePath);
    const findings = [...new Set([...own, ...ofRule, ...read, ...called, ...this.#unread])];
    const isRefused = ofRule.length > 0 || worstEffect(own) === 'not run';
    const effect = isRefused ? 'not run' : findings.length > 0 ? 'differs' : undefined;
    return { what, findings, notes: this.#graph.needsFreshRealm(sourcePath) ? [FRESH_REALM] : [], effect, own };
  }

  #listRuleFunctions({ canEvaluate }: IncomingWebhook): AppFunction[] {
    const names = new Set([...listRuleNames(canEvaluate ?? null)].map(({ kind, name }) => `${kind} ${name}`));
    return this.#functions
      .filter(({ name }) => names.has(`functions ${name}`))
      .flatMap((definition) => [definition, ...this.#graph.reachableFrom(definition.sourcePath)]);
  }

  #findOwn(definition: Sourced): Issue[] {
    return [...this.#findInConfig(definition), ...(this.#byFile.get(definition.sourcePath) ?? [])];
  }

  #findInConfig({ configPath, configAt }: Definition): readonly Issue[] {
    const found = this.#byFile.get(configPath) ?? [];
    const at = toJsonPointer(configAt);
    return at === '' ? found : found.filter(({ pointer = '' }) => pointer === at || pointer.startsWith(`${at}/`));
  }

  #findInSources(definitions: readonly AppFunction[]): readonly Issue[] {
    if (definitions === this.#functions && this.#ofAll !== undefined) return this.#ofAll;
    const found = definitions.flatMap(({ sourcePath }) => [
      ...(this.#byFile.get(sourcePath) ?? []),
      ...this.#absent.readBySource(sourcePath),
    ]);
    if (definitions === this.#functions) this.#ofAll = found;
    return found;
  }

  #markCalled(lists: ReadonlyArray<readonly AppFunction[]>): void {
    if (this.#called.size === this.#functions.length) return;
    for (const definition of lists.flat()) this.#called.add(definition);
  }
}
