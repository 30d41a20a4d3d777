/** What one child has been given: deployments and sources by number, each sent once. */
import { analyzeSource, type SourceAnalysis } from '../source/analysis.ts';
import { findSyntaxError } from '../source/syntax.ts';
import { type DeploymentData, encodeText, type SourceData, TO_CHILD } from './protocol.ts';
import type { SandboxDeployment, SourceRef } from './sandbox.ts';

/** How a call names what it runs. */
export interface PreparedSource {
  readonly deployment: number;
  readonly source: number;
  /** The source, or one that it may call, cannot share a realm with other calls. */
  readonly needsFreshRealm: boolean;
}

/** Analyses by content hash; shared by all children of a sandbox, since the text decides. */
export type AnalysisCache = Map<string, SourceAnalysis | { readonly syntaxError: string }>;

const ANALYSES_MAX = 20_000;

export class ChildSources {
  readonly #send: (frame: Buffer) => void;
  readonly #analyses: AnalysisCache;
  readonly #sources = new Map<string, number>();
  readonly #deployments = new Map<string, { number: number; prepared: Map<string, PreparedSource> }>();

  readonly #frameBytesMax: number;
  readonly #sent = new Set<number>();

  constructor(send: (frame: Buffer) => void, analyses: AnalysisCache, frameBytesMax: number) {
    this.#send = send;
    this.#analyses = analyses;
    this.#frameBytesMax = frameBytesMax;
  }

  /** Sends what the child does not have yet, ahead of the call. */
  prepare(deployment: SandboxDeployment, source: SourceRef): PreparedSource {
    const known = this.#deployments.get(deployment.id) ?? this.#giveDeployment(deployment);
    const key = keyOf(source);
    const prepared = known.prepared.get(key);
    if (prepared !== undefined) return prepared;
    const sources = this.#reachable(deployment, source);
    const needsFreshRealm = sources.some((one) => {
      const analysis = this.#analyze(one);
      return !('syntaxError' in analysis) && analysis.needsFreshRealm;
    });
    const result = { deployment: known.number, source: this.#giveSource(source), needsFreshRealm };
    for (const one of sources) this.#sendSource(one);
    known.prepared.set(key, result);
    return result;
  }

  /** The source and every function of the app that it can come to call. */
  #reachable(deployment: SandboxDeployment, first: SourceRef): SourceRef[] {
    const found = new Map([[keyOf(first), first]]);
    for (const source of found.values()) {
      const analysis = this.#analyze(source);
      if ('syntaxError' in analysis) continue;
      const { calledFunctions } = analysis;
      const names = calledFunctions === 'any' ? deployment.functions.keys() : calledFunctions;
      for (const name of names) {
        const callee = deployment.functions.get(name)?.source;
        if (callee !== undefined) found.set(keyOf(callee), callee);
      }
    }
    return [...found.values()];
  }

  #analyze(source: SourceRef): SourceAnalysis | { readonly syntaxError: string } {
    const cached = this.#analyses.get(source.hash);
    if (cached !== undefined) return cached;
    const problem = findSyntaxError(source.text);
    const analysis =
      problem === undefined
        ? analyzeSource(source.text)
        : { syntaxError: `${problem.message} (${source.path}:${problem.line}:${problem.column})` };
    const [oldest] = this.#analyses.keys();
    if (oldest !== undefined && this.#analyses.size >= ANALYSES_MAX) this.#analyses.delete(oldest);
    this.#analyses.set(source.hash, analysis);
    return analysis;
  }

  #giveDeployment(deployment: SandboxDeployment): { number: number; prepared: Map<string, PreparedSource> } {
    const known = { number: this.#deployments.size + 1, prepared: new Map<string, PreparedSource>() };
    this.#deployments.set(deployment.id, known);
    const data: DeploymentData = {
      values: [...deployment.values],
      services: [...deployment.services],
      functions: [...deployment.functions].map(([name, { source, runAsSystem }]) => [
        name,
        { source: this.#giveSource(source), runAsSystem },
      ]),
      app: deployment.appEjson,
      environment: deployment.environmentEjson,
    };
    this.#send(encodeText(TO_CHILD.deployment, known.number, JSON.stringify(data)));
    return known;
  }

  /** A number for the source; its text is sent when a call can reach it. */
  #giveSource(source: SourceRef): number {
    const key = keyOf(source);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const number = this.#sources.size + 1;
    this.#sources.set(key, number);
    return number;
  }

  #sendSource(source: SourceRef): void {
    const number = this.#giveSource(source);
    if (this.#sent.has(number)) return;
    this.#sent.add(number);
    const analysis = this.#analyze(source);
    const { path, text } = source;
    const data: SourceData =
      'syntaxError' in analysis
        ? { path, message: analysis.syntaxError }
        : { path, text, implicitGlobals: analysis.implicitGlobals };
    const frame = encodeText(TO_CHILD.source, number, JSON.stringify(data));
    const tooLarge: SourceData = { path, message: `${path} is too large to run: ${text.length} characters` };
    this.#send(
      frame.length <= this.#frameBytesMax ? frame : encodeText(TO_CHILD.source, number, JSON.stringify(tooLarge)),
    );
  }
}

/** The same text under two paths is two sources: error positions name the path. */
function keyOf(source: SourceRef): string {
  return `${source.hash} ${source.path}`;
}
