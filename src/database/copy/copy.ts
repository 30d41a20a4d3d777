/**
 * Everything that the embedded database holds, to a MongoDB deployment. What is there already and the same is left as it is,
 * so a copy that was cut short is continued by asking for it again: the target is the only record of how far it came.
 */
import { WebhookCliError } from '../../errors.ts';
import { type CollectionCopy, copyCollection } from './copy-collection.ts';
import type { CopyContext } from './copy-context.ts';
import { fromSource, targetError } from './copy-errors.ts';
import { makeNamespace } from './make-namespace.ts';
import { listNamespaces, type Namespace } from './namespaces.ts';
import { type PlannedNamespace, planNamespace } from './plan-namespace.ts';

export interface CopyOptions extends CopyContext {
  /** Names to copy; all when there are none. */
  readonly databases: readonly string[];
  readonly collections: readonly string[];
  /** Drop what has the same names at the target first. */
  readonly overwrite: boolean;
}

export interface CopyReport {
  readonly collections: readonly CollectionCopy[];
  /** Names of views, each with its database. */
  readonly views: readonly string[];
}

/**
 * Nothing is written before all of the target has been compared. Throws WebhookCliError NothingToCopy, CopyIsSource,
 * TargetHasOther, CopyFailed, CopyTargetAway, CopyInterrupted, DataFileDamaged or EmbeddedEngineFailed.
 */
export async function copyDatabases(options: CopyOptions): Promise<CopyReport> {
  const { target, signal } = options;
  try {
    const plan: PlannedNamespace[] = [];
    for (const namespace of await chooseNamespaces(options)) {
      plan.push(await planNamespace(namespace, options.overwrite, options));
    }
    const collections: CollectionCopy[] = [];
    for (const planned of plan) {
      signal.throwIfAborted();
      collections.push(...(await copyNamespace(planned, options)));
    }
    return { collections, views: plan.filter(({ kind }) => kind === 'view').map(({ namespace }) => namespace) };
  } catch (error) {
    if (signal.aborted) throw new WebhookCliError('CopyInterrupted', { hosts: target.description }, { cause: error });
    throw targetError(error, target);
  }
}

/** None for a view. */
async function copyNamespace(planned: PlannedNamespace, context: CopyContext): Promise<CollectionCopy[]> {
  try {
    await makeNamespace(planned, context.target.client);
    return planned.kind === 'collection' ? [await copyCollection(planned, context)] : [];
  } catch (error) {
    throw targetError(error, context.target, planned.namespace);
  }
}

async function chooseNamespaces({ source, databases, collections }: CopyOptions): Promise<Namespace[]> {
  const all = await fromSource(source, () => listNamespaces(source.client));
  const chosen = all.filter(({ database, name }) => isNamed(database, databases) && isNamed(name, collections));
  const unknown = [
    ...databases.filter((asked) => !all.some(({ database }) => database === asked)),
    ...collections.filter((asked) => !chosen.some(({ name }) => name === asked)),
  ];
  if (chosen.length > 0 && unknown.length === 0) return chosen;
  // One name that is wrong ends it all: what it meant would be missed only later.
  const reason = unknown.length === 0 ? 'it holds no collection' : `it holds nothing named ${unknown.join(', ')}`;
  throw new WebhookCliError('NothingToCopy', { path: source.description, reason });
}

function isNamed(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}
