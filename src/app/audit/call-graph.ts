/** Which functions of the app a source can reach through `context.functions.execute`, over any number of calls. */
import { analyzeSource, type SourceAnalysis } from '../../source/analysis.ts';
import { findSyntaxError } from '../../source/syntax.ts';
import type { AppFiles, AppFunction } from '../app.ts';
import { decodeText } from '../json/text.ts';

export interface CallGraph {
  /** All of them, as the list that the graph was made with, when that cannot be told. */
  reachableFrom(sourcePath: string): readonly AppFunction[];
  /** Whether it cannot be told which functions the source calls. */
  callsAnything(sourcePath: string): boolean;
  needsFreshRealm(sourcePath: string): boolean;
}

export function createCallGraph(functions: readonly AppFunction[], files: AppFiles): CallGraph {
  const byName = new Map(functions.map((definition) => [definition.name, definition]));
  const known = new Map<string, SourceAnalysis | undefined>();
  const analyze = (path: string): SourceAnalysis | undefined => {
    if (!known.has(path)) known.set(path, analyzeFile(path, files));
    return known.get(path);
  };
  const calledBy = (path: string): readonly AppFunction[] => {
    const called = analyze(path)?.calledFunctions ?? [];
    return called === 'any' ? functions : called.flatMap((name) => byName.get(name) ?? []);
  };
  return {
    reachableFrom(sourcePath) {
      const reached = new Set<AppFunction>();
      const paths = [sourcePath];
      for (const path of paths) {
        const called = calledBy(path);
        if (called === functions) return functions;
        for (const definition of called) {
          if (!reached.has(definition)) paths.push(definition.sourcePath);
          reached.add(definition);
        }
      }
      return [...reached];
    },
    callsAnything: (sourcePath) => analyze(sourcePath)?.calledFunctions === 'any',
    needsFreshRealm: (sourcePath) => analyze(sourcePath)?.needsFreshRealm ?? false,
  };
}

/** Undefined for a source that is missing or does not compile: that is an error, and said as one. */
function analyzeFile(path: string, files: AppFiles): SourceAnalysis | undefined {
  const bytes = files.get(path);
  const text = bytes && decodeText(path, bytes).text;
  return text === undefined || findSyntaxError(text) !== undefined ? undefined : analyzeSource(text);
}
