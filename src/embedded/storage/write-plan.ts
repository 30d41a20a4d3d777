/** What every write to a collection needs, made once for each state of its indexes. */
import type { Collection } from './collection.ts';
import type { Index } from './index-spec.ts';

export interface WritePlan {
  /**
   * The top-level fields that hold `_id` and the keys of all indexes. Undefined when a partial index may look at any
   * field.
   */
  readonly names: ReadonlySet<string> | undefined;
  readonly insertRow: string;
  readonly indexes: readonly IndexPlan[];
  /** Whether something can refuse a document after its row is stored. */
  readonly unique: boolean;
}

export interface IndexPlan {
  readonly index: Index;
  readonly addKey: string;
  readonly removeKey: string;
}

/** A collection is replaced, never changed, when its indexes change. */
const plans = new WeakMap<Collection, WritePlan>();

export function writePlan(collection: Collection): WritePlan {
  const known = plans.get(collection);
  if (known !== undefined) return known;
  const plan = makePlan(collection);
  plans.set(collection, plan);
  return plan;
}

function makePlan({ id, indexes }: Collection): WritePlan {
  const specs = indexes.map(({ spec }) => spec);
  const roots = specs.flatMap(({ paths }) => paths.map((path) => path.split('.', 1)[0] ?? ''));
  const names = new Set(['_id', ...roots]);
  return {
    names: specs.some(({ partial }) => partial !== undefined) ? undefined : names,
    insertRow: `INSERT INTO c${id} (id, document, sum) VALUES (?, ?, ?)`,
    indexes: indexes.map(planIndex),
    unique: specs.some(({ unique }) => unique),
  };
}

/** The texts are kept, so that looking up a prepared statement does not hash them anew for every document. */
export function planIndex(index: Index): IndexPlan {
  return {
    index,
    addKey: `INSERT INTO x${index.id} (key, rid) VALUES (?, ?)`,
    removeKey: `DELETE FROM x${index.id} WHERE key = ? AND rid = ?`,
  };
}
