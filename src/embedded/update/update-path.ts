/** What a path of an update may look like. */
import { EngineError } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';

/** Any text may stand in the brackets; only an array filter tells whether it is an identifier. */
const POSITIONAL = /^\$(?:\[.*\])?$/s;

export function checkUpdatePath(path: string): void {
  const segments = path.split('.');
  checkPathLength(segments);
  if (path === '') throw new EngineError(56, 'EmptyFieldName', 'An empty update path is not valid.');
  if (segments.includes('')) {
    throw new EngineError(
      56,
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  if (isPositional(segments[0] ?? '')) {
    throw new EngineError(
      2,
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
  if (segments.filter((segment) => segment === '$').length > 1) {
    throw new EngineError(2, 'BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
}

export function isPositional(segment: string): boolean {
  return POSITIONAL.test(segment);
}

/** The identifier of `$[identifier]`, the empty string of `$[]`, undefined of anything else. */
export function filterIdentifier(segment: string): string | undefined {
  return segment.startsWith('$[') && segment.endsWith(']') ? segment.slice(2, -1) : undefined;
}
