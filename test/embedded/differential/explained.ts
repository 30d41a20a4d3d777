/**
 * Differences from another MongoDB-compatible server in which MongoDB's manual is on our side, or leaves the choice free. Each
 * row says what differs and why, and recognises it; a case that no row recognises fails the run.
 */
import type { ExplainedDifference } from './difference.ts';
import { EXPLAINED_ANSWERS } from './explained-answers.ts';
import { EXPLAINED_FAULTS } from './explained-faults.ts';

export const EXPLAINED: readonly ExplainedDifference[] = [...EXPLAINED_FAULTS, ...EXPLAINED_ANSWERS];
