/** The `%%` names: which exist in which place, and how their paths are read. */
import { type ExpressionPlace, type ExpressionScope, isPlainDocument, type Operand, type Parser } from './compiled.ts';

type ReadExpansion = (scope: ExpressionScope, path: readonly string[]) => unknown;

const EXPANSIONS: ReadonlyMap<string, ReadExpansion> = new Map<string, ReadExpansion>([
  ['true', () => true],
  ['false', () => false],
  ['values', (scope, [name = '', ...path]) => readPath(scope.value(name), path)],
  ['environment', (scope, path) => readPath(scope.environment, path)],
  ['request', (scope, path) => readRequest(scope.request, path)],
  ['user', (scope, path) => readPath(scope.user, path)],
  ['args', (scope, path) => readArguments(scope.args, path)],
]);

/** What the rule of a document sees of it: as it is or will be, and as it was. Known by name, evaluated by nothing yet. */
const DOCUMENT_EXPANSIONS: readonly string[] = ['root', 'prevRoot', 'this', 'prev'];

/** Expansions of other places and times, so that the problem says why they are refused. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...DOCUMENT_EXPANSIONS.map((name) => [name, 'belongs to the rules of documents'] as const),
  ['args', 'belongs to functions and service actions'],
  ['partition', 'belongs to sync rules'],
  ...['item', 'vars', 'pipelines', 'session'].map((name) => [name, 'was removed from the language in 2018'] as const),
]);

export function parseExpansion(text: string, pointer: string, parser: Parser): Operand {
  const [root = '', ...path] = text.slice(2).split('.');
  const allowed = NAMES[parser.place];
  const problem = allowed.includes(`%%${root}`) ? describeBadPath(root, path) : describeUnknown(root);
  if (problem !== undefined) parser.problem({ pointer, message: problem, found: `%%${root}`, allowed });
  const read = EXPANSIONS.get(root);
  // Without a reader it is refused, or the name of a document, and such an expression is checked and never evaluated.
  return async (scope) => read?.(scope, path);
}

const everywhere = [...EXPANSIONS.keys()].map((name) => `%%${name}`);
const withoutArguments = everywhere.filter((name) => name !== '%%args');

/** A filter is applied before there is a document. */
const NAMES: Readonly<Record<ExpressionPlace, readonly string[]>> = {
  function: everywhere,
  filter: withoutArguments,
  document: [...withoutArguments, ...DOCUMENT_EXPANSIONS.map((name) => `%%${name}`)],
};

function describeUnknown(root: string): string {
  const place = ELSEWHERE.get(root);
  return place === undefined ? `unknown expansion %%${root}` : `expansion %%${root} ${place} and has no meaning here`;
}

function describeBadPath(root: string, path: readonly string[]): string | undefined {
  if (path.includes('')) return `the path of %%${root} has an empty part`;
  if (root === 'values' && path.length === 0) return '%%values needs a name: %%values.<name>';
  if ((root === 'true' || root === 'false') && path.length > 0) return `%%${root} has no fields`;
  return undefined;
}

/** Header names are matched without regard to case: the old platform's own example writes `x-secret-key` for `X-Secret-Key`. */
function readRequest(request: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  const [field, header, ...rest] = path;
  const headers = field === 'requestHeaders' ? request.requestHeaders : undefined;
  if (header === undefined || !isPlainDocument(headers)) return readPath(request, path);
  const wanted = header.toLowerCase();
  const name = Object.keys(headers).find((candidate) => candidate.toLowerCase() === wanted);
  return name === undefined ? undefined : readPath(headers[name], rest);
}

/** `%%args` is the array of arguments; a single document argument also lends its fields (`%%args.query.x`). */
function readArguments(args: readonly unknown[], path: readonly string[]): unknown {
  const [first = ''] = path;
  if (path.length === 0 || /^\d+$/.test(first)) return readPath(args, path);
  return args.length === 1 ? readPath(args[0], path) : undefined;
}

/** Own properties only, so that `constructor` and `__proto__` are names like any other. Arrays give what their elements have. */
function readPath(value: unknown, path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(field)) return readPath(value[Number(field)], rest);
    const found = value.map((item) => readPath(item, path)).filter((item) => item !== undefined);
    return found.length === 0 ? undefined : found.flat();
  }
  if (!isPlainDocument(value) || !Object.hasOwn(value, field)) return undefined;
  return readPath(value[field], rest);
}
