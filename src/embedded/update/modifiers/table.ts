/** Update operators by name. `$rename` is apart: it has two paths. */
import { creating, type ModifierCompiler, REMOVE } from '../modifier.ts';
import { compileAddToSet, compilePop, compilePull, compilePullAll } from './array.ts';
import { compileBit } from './bit.ts';
import { compileCurrentDate } from './current-date.ts';
import { compileInc, compileMax, compileMin, compileMul } from './number.ts';
import { compilePush } from './push.ts';

export const MODIFIERS: ReadonlyMap<string, ModifierCompiler> = new Map<string, ModifierCompiler>([
  ['$set', (value) => creating(() => value ?? null)],
  ['$setOnInsert', (value) => creating(() => value ?? null)],
  ['$unset', () => REMOVE],
  ['$inc', compileInc],
  ['$mul', compileMul],
  ['$min', compileMin],
  ['$max', compileMax],
  ['$bit', compileBit],
  ['$currentDate', compileCurrentDate],
  ['$push', compilePush],
  ['$addToSet', compileAddToSet],
  ['$pull', compilePull],
  ['$pullAll', compilePullAll],
  ['$pop', compilePop],
]);
