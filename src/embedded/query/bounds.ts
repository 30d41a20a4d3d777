/**
 * What an index may take from a filter: conditions that stand at its top level or in its `$and`, so that every matching
 * document fulfils all of them. They narrow the candidates; each candidate is still matched by the filter.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { operatorsOf } from './operator-document.ts';
import { type Clause, type Predicate, predicateOf } from './predicate.ts';

/** The conditions of a filter, by path. Reading them costs little; intervals are made when an index asks for a path. */
export class Bounds {
  /** Those of the filter itself, in its order. */
  readonly clauses: readonly Clause[];
  /** The branches of each `$or` of which a matching document must fulfil one. */
  readonly alternatives: readonly (readonly Document[])[];
  /** Whether the clauses and alternatives are all that is asked for. */
  readonly complete: boolean;
  private readonly around: Bounds | undefined;
  private known: Map<string, readonly Predicate[]> | undefined;
  private byPath: Map<string, Clause[]> | undefined;

  /** Of a branch of an `$or`, `around` is what stands beside the `$or`: every matching document fulfils that too. */
  constructor(filter: Document, around?: Bounds) {
    const found: Found = { clauses: [], alternatives: [], complete: around === undefined };
    readFilter(filter, found);
    this.clauses = found.clauses;
    this.alternatives = found.alternatives;
    this.complete = found.complete;
    this.around = around;
  }

  /** Whether any clause is on the path. */
  has(path: string): boolean {
    return this.clausesAt(path).length > 0 || this.around?.has(path) === true;
  }

  /** What an index can use of the clauses on the path; of very many, the first. */
  at(path: string): readonly Predicate[] {
    const known = this.known?.get(path);
    if (known !== undefined) return known;
    const predicates = [...(this.around?.at(path) ?? [])];
    for (const clause of this.clausesAt(path).slice(0, CLAUSES_MAX)) {
      const predicate = predicateOf(clause);
      if (predicate !== undefined) predicates.push(predicate);
    }
    this.known ??= new Map();
    this.known.set(path, predicates);
    return predicates;
  }

  someAt(path: string, test: (clause: Clause) => boolean): boolean {
    return this.clausesAt(path).some(test) || this.around?.someAt(path, test) === true;
  }

  private clausesAt(path: string): readonly Clause[] {
    if (this.clauses.length <= LOOKED_THROUGH) return this.clauses.filter((clause) => clause.path === path);
    this.byPath ??= Map.groupBy(this.clauses, (clause) => clause.path);
    return this.byPath.get(path) ?? [];
  }
}

/** So few clauses are sooner looked through than grouped. */
const LOOKED_THROUGH = 8;
/** On one path. A client may send any number. */
const CLAUSES_MAX = 64;

interface Found {
  readonly clauses: Clause[];
  readonly alternatives: (readonly Document[])[];
  complete: boolean;
}

function readFilter(filter: Document, found: Found): void {
  for (const [name, operand] of fieldEntries(filter)) {
    if (!name.startsWith('$')) readField(name, operand, found, undefined);
    else if (name === '$and' && Array.isArray(operand)) {
      for (const branch of operand) readFilter(asDocument(branch) ?? {}, found);
    } else if (name === '$or' && Array.isArray(operand)) readAlternatives(operand, found);
    else if (name !== '$comment' && name !== '$alwaysTrue') found.complete = false;
  }
}

function readAlternatives(branches: readonly unknown[], found: Found): void {
  const documents = branches.map((branch) => asDocument(branch) ?? {});
  const [only] = documents;
  if (documents.length === 1 && only !== undefined) {
    readFilter(only, found);
    return;
  }
  found.alternatives.push(documents);
}

function readField(path: string, operand: unknown, found: Found, element: object | undefined): void {
  const operators = operatorsOf(operand);
  if (operators === undefined) {
    found.clauses.push({ path, operator: '$eq', operand, siblings: undefined, element, value: undefined });
  } else readOperators(path, operators, found, element);
}

function readOperators(path: string, operators: Document, found: Found, element: object | undefined): void {
  for (const [operator, operand] of fieldEntries(operators)) {
    if (operator === '$elemMatch') readElement(path, asDocument(operand) ?? {}, found);
    else if (operator === '$all') readAll(path, operand, found, element);
    else if (operator !== '$options' && operator !== '$comment') {
      found.clauses.push({ path, operator, operand, siblings: operators, element, value: undefined });
    }
  }
}

/** One element fulfils all of it: operators on the element, or a filter of its fields. */
function readElement(path: string, conditions: Document, found: Found): void {
  found.complete = false;
  const first = firstFieldName(conditions);
  if (first?.startsWith('$') && operatorsOf(conditions) !== undefined && !isLogical(first)) {
    readElementOperators(path, conditions, found);
    return;
  }
  const element = {};
  for (const [name, operand] of fieldEntries(conditions)) {
    const [first = '', ...further] = splitPath(name);
    // Of an element that is an array it names a place there, and not one in the outer array.
    if (name.startsWith('$') || isArrayIndex(first)) continue;
    // Below a further array within the element, two paths may meet different elements of that one.
    readField(`${path}.${name}`, operand, found, further.length > 0 ? {} : element);
  }
}

/** An element that is an array is taken as it is: `$elemMatch` and `$all` look into it, where no key is. */
function readElementOperators(path: string, operators: Document, found: Found): void {
  const value = {};
  for (const [operator, operand] of fieldEntries(operators)) {
    if (operator === '$elemMatch' || operator === '$all') continue;
    found.clauses.push({ path, operator, operand, siblings: operators, element: undefined, value });
  }
}

function isLogical(name: string): boolean {
  return name === '$and' || name === '$or' || name === '$nor';
}

/** Each member is found, by any value. */
function readAll(path: string, operand: unknown, found: Found, element: object | undefined): void {
  if (!Array.isArray(operand) || operand.length === 0) {
    found.complete = false;
    return;
  }
  for (const member of operand) {
    const inner = asDocument(member);
    if (inner !== undefined && firstFieldName(inner) === '$elemMatch') {
      readElement(path, asDocument(inner.$elemMatch) ?? {}, found);
    } else
      found.clauses.push({ path, operator: '$eq', operand: member, siblings: undefined, element, value: undefined });
  }
}
