/** One app and a seed to another app that is wrong in one to four ways. */
import type { AppFiles } from '../../src/app/app.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateSource } from './mutate-source.ts';
import { mutateTree, type Tree } from './mutate-tree.ts';
import type { Random } from './random.ts';

export function mutateApp(files: AppFiles, random: Random): AppFiles {
  const tree: Tree = new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
  for (let count = 1 + random.below(4); count > 0; count--) {
    if (random.oneIn(4)) mutateTree(tree, random);
    else mutateFile(tree, random);
  }
  return tree;
}

/**
 * A file that a kind is known of is mostly changed as that kind. The root file gets its turn less often: without it nothing
 * else is looked at.
 */
function mutateFile(tree: Tree, random: Random): void {
  const others = [...tree].filter(([name]) => name.includes('/'));
  const [path, bytes] = random.pickAny(others.length === 0 || random.oneIn(12) ? [...tree] : others) ?? [];
  if (path === undefined || bytes === undefined) return;
  tree.set(path, mutateContent(path, bytes, random));
}

function mutateContent(path: string, bytes: Buffer, random: Random): Buffer {
  const isOfKind = !random.oneIn(4);
  if (isOfKind && path.endsWith('.json')) {
    const changed = mutateJson(bytes.toString('utf8'), random);
    if (changed !== undefined) return Buffer.from(changed);
  }
  if (isOfKind && path.endsWith('.js')) return Buffer.from(mutateSource(bytes.toString('utf8'), random));
  return random.pick(BYTE_MUTATIONS)(bytes, random);
}
