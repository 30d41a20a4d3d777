/** How a source becomes a function that a call can run anew. */
import type * as Ivm from 'isolated-vm';
import { ENTER } from './guest/doors.ts';
import type { SourceData } from './protocol.ts';
import type { Realm } from './realm.ts';

/** Compiles a source into a realm and hands the result to its guest. Answers '' or the error, as JSON. */
export function compileSource(isolate: Ivm.Isolate, realm: Realm, source: number, data: SourceData): string {
  if ('message' in data) return JSON.stringify({ name: 'SyntaxError', message: data.message });
  // In a realm of its own, undeclared names may be true globals; in the shared one each call gets its own.
  const undeclared = data.implicitGlobals.filter((name) => !CALL_NAMES.includes(name));
  const names = realm.kind === 'warm' ? undeclared : [];
  try {
    // The text begins on the wrapper's second line, so that positions are the file's own.
    const script = isolate.compileScriptSync(wrap(data.text, names), { filename: data.path, lineOffset: -1 });
    const factory: Ivm.Reference = script.runSync(realm.context, { reference: true });
    realm.enter.applySync(undefined, [
      ENTER.register,
      source,
      factory.derefInto({ release: true }),
      JSON.stringify(names),
    ]);
    script.release();
    return '';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return JSON.stringify({ name: error.name, message: error.message });
  }
}

/** What each call is given, in the order of `Factory.create`. A source that assigns one of them assigns its own. */
const CALL_NAMES: readonly string[] = ['context', 'exports', 'console'];

/**
 * Two functions: the outer one takes what each call has for itself, the inner one is the source's top level. A source may
 * declare any of the outer names again, and its strict directive stays first. The text must be a whole script by itself
 * (the parent has checked), or it could end the wrapper early.
 */
function wrap(text: string, names: readonly string[]): string {
  const body = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  const parameters = [...CALL_NAMES, ...names].join(', ');
  return `(function (${parameters}) { return function () {\n${body}\n;return exports; }; })`;
}
