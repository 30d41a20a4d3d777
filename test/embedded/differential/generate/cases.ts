/** Cases of every kind of command. */
import fc, { type Arbitrary } from 'fast-check';
import type { Case } from '../case.ts';
import { count, distinct, find } from './finds.ts';
import { aggregate } from './pipelines.ts';
import { findAndModify, remove, update } from './updates.ts';
import { documents } from './values.ts';

export const cases: Arbitrary<Case> = fc.record({
  documents,
  command: fc.oneof(
    { weight: 6, arbitrary: find },
    { weight: 6, arbitrary: aggregate },
    { weight: 6, arbitrary: update },
    { weight: 1, arbitrary: findAndModify },
    { weight: 1, arbitrary: distinct },
    { weight: 1, arbitrary: remove },
    { weight: 1, arbitrary: count },
  ),
});
