/** What a source does with names, and which sources of the app it can come to run. */
import { analyzeSource, type SourceAnalysis } from '../source/analysis.ts';
import { findSyntaxError } from '../source/syntax.ts';
import type { SandboxDeployment, SourceRef } from './sandbox.ts';

export type AnalyzedSource = SourceAnalysis | { readonly syntaxError: string };

/** Analyses by content hash; shared by all children of a sandbox, since the text decides. */
export type AnalysisCache = Map<string, AnalyzedSource>;

const ANALYSES_MAX = 20_000;

/** The same text under two paths is two sources: error positions name the path. */
export function keyOf(source: SourceRef): string {
  return `${source.hash} ${source.path}`;
}

/** The source and every function of the app that it can come to call. */
export function findReachable(deployment: SandboxDeployment, first: SourceRef, analyses: AnalysisCache): SourceRef[] {
  const found = new Map([[keyOf(first), first]]);
  for (const source of found.values()) {
    const analysis = analyze(source, analyses);
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

export function analyze(source: SourceRef, analyses: AnalysisCache): AnalyzedSource {
  const cached = analyses.get(source.hash);
  if (cached !== undefined) return cached;
  const problem = findSyntaxError(source.text);
  const analysis =
    problem === undefined
      ? analyzeSource(source.text)
      : { syntaxError: `${problem.message} (${source.path}:${problem.line}:${problem.column})` };
  const [oldest] = analyses.keys();
  if (oldest !== undefined && analyses.size >= ANALYSES_MAX) analyses.delete(oldest);
  analyses.set(source.hash, analysis);
  return analysis;
}
