/**
 * Reads what a find's projection or a stage `$project` says, field by field in the order written: the first field that
 * includes or excludes decides for all.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, firstFieldName, getField } from '../../bson/fields.ts';
import { compileExpression, isKnownOperator } from '../aggregation/expression.ts';
import { parseFieldPath } from '../aggregation/field-path.ts';
import { type ExpressionOptions, isTruthy } from '../aggregation/scope.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { compileElemMatch, parseFindSlice } from './projection-transforms.ts';
import { emptyNode, hasPath, insertLeaf, type Leaf, type ProjectionNode } from './projection-tree.ts';

export type ProjectionKind = 'inclusion' | 'exclusion';

export interface ParsedProjection {
  readonly kind: ProjectionKind;
  readonly root: ProjectionNode;
}

export type ProjectionPlace = 'find' | 'stage';

export function parseProjection(
  projection: Document,
  place: ProjectionPlace,
  options: ExpressionOptions,
): ParsedProjection {
  const parsing: Parsing = { place, options, root: emptyNode(), kind: undefined, id: undefined, elemMatch: false };
  for (const [name, spec] of fieldEntries(projection)) parseField(parsing, name, spec);
  const kind = parsing.kind ?? kindWithoutFlags(parsing);
  const { root } = parsing;
  if (kind === 'inclusion' && !hasPath(root, ['_id'])) root.flags.set('_id', true);
  return { kind, root };
}

/** An exclusion of the paths. */
export function parseExclusion(paths: readonly string[]): ParsedProjection {
  const root = emptyNode();
  for (const path of paths) place(root, path, parseFieldPath(path), { kind: 'flag', include: false });
  return { kind: 'exclusion', root };
}

interface Parsing {
  readonly place: ProjectionPlace;
  readonly options: ExpressionOptions;
  readonly root: ProjectionNode;
  kind: ProjectionKind | undefined;
  /** What is said of the whole `_id`, which decides nothing for the other fields. */
  id: boolean | undefined;
  elemMatch: boolean;
}

/** A `$slice` by itself keeps the other fields, an `$elemMatch` does not. */
function kindWithoutFlags({ id, elemMatch }: Parsing): ProjectionKind {
  return id === true || elemMatch ? 'inclusion' : 'exclusion';
}

function parseField(parsing: Parsing, path: string, spec: unknown): void {
  if (path.includes('.$.'))
    throw locationError(31_394, `the positional operator may only be at the end of a path: ${path}`);
  if (path.endsWith('.$')) {
    parsePositional(parsing, path, spec);
    return;
  }
  const document = asDocument(spec);
  if (document === undefined || isOneOperator(document)) {
    const segments = parseFieldPath(path);
    const leaf = parseLeaf(parsing, path, segments, document ?? spec);
    place(parsing.root, path, segments, leaf);
    if (leaf.kind === 'flag') settleFlag(parsing, path, leaf.include);
    return;
  }
  parseFieldPath(path);
  if (fieldCount(document) === 0)
    throw locationError(51_270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
  for (const [name, inner] of fieldEntries(document)) parseField(parsing, `${path}.${name}`, inner);
}

function isOneOperator(document: Document): boolean {
  return fieldCount(document) === 1 && firstFieldName(document)?.startsWith('$') === true;
}

function parseLeaf(parsing: Parsing, path: string, segments: readonly string[], spec: unknown): Leaf {
  if (typeof spec === 'boolean' || isNumeric(spec)) return { kind: 'flag', include: isTruthy(spec) };
  const document = asDocument(spec);
  if (document !== undefined) return parseOperator(parsing, path, segments, document);
  setKind(parsing, 'inclusion', 31_310, path);
  return computed(spec, parsing);
}

/** Called once the flag has its place: a collision of paths is told before a mixture of kinds. */
function settleFlag(parsing: Parsing, path: string, include: boolean): void {
  if (path === '_id') parsing.id = include;
  else setKind(parsing, include ? 'inclusion' : 'exclusion', include ? 31_253 : 31_254, path);
}

function parsePositional(parsing: Parsing, path: string, spec: unknown): void {
  if (parsing.place === 'stage')
    throw locationError(31_324, `Cannot use the positional operator in an aggregation projection: ${path}`);
  if (asDocument(spec) !== undefined)
    throw locationError(31_271, `positional projection cannot be used with an expression or sub object: ${path}`);
  if (typeof spec !== 'boolean' && !isNumeric(spec))
    throw locationError(31_308, `positional projection cannot be used with a literal: ${path}`);
  if (!isTruthy(spec)) throw locationError(31_395, `positional projection cannot be used with exclusion: ${path}`);
  if (parsing.root.positional) throw locationError(31_276, 'a query may have one positional projection');
  if (parsing.elemMatch) throw locationError(31_256, `Cannot have both positional and $elemMatch: ${path}`);
  setKind(parsing, 'inclusion', 31_253, path);
  const field = path.slice(0, -2);
  place(parsing.root, path, parseFieldPath(field), { kind: 'position' });
}

function parseOperator(parsing: Parsing, path: string, segments: readonly string[], document: Document): Leaf {
  const name = firstFieldName(document) ?? '';
  const operand = getField(document, name);
  if (parsing.place === 'find') {
    if (name === '$elemMatch') return parseElemMatch(parsing, path, operand);
    const slice = name === '$slice' && !hasPath(parsing.root, segments) ? parseFindSlice(operand) : undefined;
    if (slice !== undefined) return { kind: 'transform', transform: slice };
  }
  if (name === '$elemMatch') throw new EngineError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  if (!isKnownOperator(name)) throw locationError(31_325, `Unknown expression ${name}`);
  if (name !== '$meta') setKind(parsing, 'inclusion', 31_252, path);
  return computed(document, parsing);
}

function parseElemMatch(parsing: Parsing, path: string, operand: unknown): Leaf {
  if (parsing.root.positional) throw locationError(31_255, `Cannot have both positional and $elemMatch: ${path}`);
  parsing.elemMatch = true;
  return { kind: 'computed', evaluate: compileElemMatch(path, operand, parsing.options) };
}

function computed(spec: unknown, { options }: Parsing): Leaf {
  return { kind: 'computed', evaluate: compileExpression(spec, options) };
}

/** `code` is that of the error when an earlier field has decided otherwise. */
function setKind(parsing: Parsing, kind: ProjectionKind, code: number, path: string): void {
  parsing.kind ??= kind;
  if (parsing.kind === kind) return;
  throw locationError(code, `Cannot do ${kind} on field ${path} in ${parsing.kind} projection`);
}

function place(root: ProjectionNode, path: string, segments: readonly string[], leaf: Leaf): void {
  const collision = insertLeaf(root, segments, leaf);
  if (collision === undefined) return;
  throw locationError(collision === 'below' ? 31_249 : 31_250, `Path collision at ${path}`);
}
