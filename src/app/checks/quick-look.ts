/**
 * Whether a source is worth the parser: it takes half a millisecond for each, and most sources use nothing that is missing.
 * A look at the text errs on the side of parsing: what it finds may stand in a comment. A method that is taken without
 * being called at once, such as `const { watch } = collection`, passes it.
 */
import { DATA_SOURCE_TYPES, SURFACE, type SurfaceObject } from '../context-surface.ts';
import type { AppNames } from './app-names.ts';

export function mayUseMissing(text: string, names: AppNames): boolean {
  return usesRefusedName(text) || usesRefusedMethod(text) || usesUnknownName(text, names) || CONTEXT_ALIAS.test(text);
}

function listRefused(...objects: SurfaceObject[]): string[] {
  return objects.flatMap((object) =>
    Object.entries(SURFACE[object]).flatMap(([name, { offered }]) => (offered ? [] : [name])),
  );
}

/** `http` as the name of a property and not as the beginning of a URL; and no name in a sentence, as in "process the order". */
const REFUSED_NAME = new RegExp(`\\b(?:${listRefused('global').join('|')}|http(?!s?:))\\b(?![ \\t]+\\w)`, 'g');

function usesRefusedName(text: string): boolean {
  for (const { 0: name, index } of text.matchAll(REFUSED_NAME)) {
    // `utils.crypto` is not the global `crypto`.
    if (name === 'http' || text[index - 1] !== '.') return true;
  }
  return false;
}

const OF_UTILS = new Set(listRefused('crypto', 'jwt'));
const OF_CURSORS = new Set(listRefused('found', 'aggregated'));
const OF_FOUND = new Set(listRefused('found'));
const REFUSED_METHOD = new RegExp(
  `\\.\\s*(${[...new Set([...listRefused('dataSource', 'database', 'collection'), ...OF_UTILS, ...OF_CURSORS])].join('|')})\\s*\\(`,
  'g',
);

/** `forEach` and `sort` are methods of every array too. */
function usesRefusedMethod(text: string): boolean {
  for (const [, name = ''] of text.matchAll(REFUSED_METHOD)) {
    if (OF_UTILS.has(name)) {
      if (text.includes('utils')) return true;
    } else if (!OF_CURSORS.has(name)) {
      return true;
    } else if (text.includes('.aggregate(') || (OF_FOUND.has(name) && text.includes('.find('))) {
      return true;
    }
  }
  return false;
}

const NAMED = /\b(services|values|functions)\s*\??\.\s*(?:get|execute)\s*\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)')?/g;
const CONTEXT_ALIAS =
  /=\s*context\s*[;,)\n]|\bcontext\s*\??\.\s*(?:services|values|functions)\b(?!\s*\??\.\s*(?:get|execute)\s*\()/;

function usesUnknownName(text: string, names: AppNames): boolean {
  for (const [, kind, double, single] of text.matchAll(NAMED)) {
    const name = double ?? single;
    // A name in a variable can still be a plain text.
    if (name === undefined) return true;
    if (kind === 'services' && !DATA_SOURCE_TYPES.includes(names.services.get(name) ?? '')) return true;
    if (kind === 'values' && !names.values.has(name)) return true;
    if (kind === 'functions' && !names.functions.has(name)) return true;
  }
  return false;
}
