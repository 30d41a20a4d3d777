/** Differences in which one server fails, or each with another error. */
import { printCase } from './case.ts';
import { UNKNOWN_ERROR } from './compare.ts';
import type { ExplainedDifference } from './difference.ts';
import {
  BROKEN_OFF,
  failsWith,
  hasPath,
  isExpressionError,
  isNothing,
  messageOf,
  operatorIn,
  says,
  uses,
} from './recognise.ts';

/** Errors of commands, found before any document is read. Expression errors are among them, of constants. */
const CHECKED_BEFOREHAND = new Set([2, 9, 14, 40, 224, 241, 31_249, 31_250, 31_253, 31_254, 31_274, 31_310]);

/** One fault, which MongoDB's server numbers as ours: [ours, theirs]. */
const OTHER_NUMBERS: ReadonlyArray<readonly [ours: number, theirs: number]> = [
  // `$[]` where there is no array.
  [2, 28],
  // A name in an array.
  [28, 9],
  // $pop of what is no array.
  [14, 2],
  // An inclusion among exclusions.
  [31_253, 31_254],
];

const NOT_IMPLEMENTED = 238;

const READING_LITTLE = ['$sortByCount', '$count', '$group', '$facet', '$bucket', '$bucketAuto'];

const DECIDING = ['$ifNull', '$switch', '$cond', '$and', '$or', '$setIntersection', '$setUnion'];

export const EXPLAINED_FAULTS: readonly ExplainedDifference[] = [
  {
    what: 'a faulty command fails although no document meets the fault',
    why: 'MongoDB checks a command, and computes its constants, before it reads; the other server as documents come by',
    async matches({ ours, oursWithoutDocuments }) {
      if (ours.kind !== 'failed' || !(CHECKED_BEFOREHAND.has(ours.code) || isExpressionError(ours.code))) return false;
      const without = await oursWithoutDocuments();
      return without.kind === 'failed' && without.code === ours.code;
    },
  },
  {
    what: 'one fault has another number',
    why: 'the numbers of errors are those of MongoDB’s server',
    matches: ({ ours, theirs }) =>
      OTHER_NUMBERS.some(([one, other]) => failsWith(ours, [one]) && failsWith(theirs, [other])),
  },
  {
    what: 'of two faulty operators another one is told',
    why: 'the order in which operands and documents are evaluated is not promised',
    matches: ({ ours, theirs }) =>
      ours.kind === 'failed' && theirs.kind === 'failed' && operatorIn(ours.message) !== operatorIn(theirs.message),
  },
  {
    what: 'the other server breaks off',
    why: 'it ends its connections over the case',
    matches: ({ theirs }) => BROKEN_OFF.test(messageOf(theirs)),
  },
  {
    what: 'the other server does not have an operator',
    why: 'it says so',
    matches: ({ theirs }) => theirs.kind === 'failed' && /not (currently |yet )?supported/.test(theirs.message),
  },
  {
    what: '$expr and $jsonSchema beside a positional path',
    why: 'the manual forbids neither; the other server refuses them when it looks for the position',
    matches: ({ theCase, theirs }) =>
      failsWith(theirs, [2]) &&
      says(theirs, 'only be applied to the top-level document') &&
      hasPath(theCase, /\.\$(\.|$)/),
  },
  {
    what: '$jsonSchema within $elemMatch',
    why: 'the filter of an element that is a document may hold what any filter holds',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      says(theirs, '$jsonSchema can only be applied to the top-level document') &&
      uses(theCase, ['$elemMatch']),
  },
  {
    what: 'an expression fails for a document that another condition has refused',
    why: 'conditions beside an expression come first; the order is not promised',
    matches: ({ theCase, ours, theirs }) => isNothing(ours) && theirs.kind === 'failed' && uses(theCase, ['$expr']),
  },
  {
    what: 'an expression fails for a document that a later $match refuses',
    why: 'stages run one after the other; the other server joins $match stages and puts the expression last',
    matches: ({ theCase, ours, theirs }) =>
      isNothing(theirs) && ours.kind === 'failed' && isExpressionError(ours.code) && uses(theCase, ['$expr']),
  },
  {
    what: 'the other server evaluates what the operator around it does not ask for',
    why: '$setField of null is null whatever its value; what is not text does not match',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      theirs.kind === 'failed' &&
      (uses(theCase, ['$setField']) || /\$indexOf|\$regexMatch|\$zip|must be a string/.test(theirs.message)),
  },
  {
    what: 'a pipeline of an update fails that meets no document',
    why: 'it is run on the documents that are found',
    matches: ({ theCase: { command }, ours, theirs }) =>
      isNothing(ours) && theirs.kind === 'failed' && Array.isArray(command.updates?.[0]?.u ?? command.update),
  },
  {
    what: 'the engine refuses by name what the other server does',
    why: 'an error is better than another answer',
    matches: ({ ours }) => failsWith(ours, [NOT_IMPLEMENTED]),
  },
  {
    what: '$convert of bytes',
    why: 'the manual: to numbers since MongoDB 8.1, and to text in a format that must be named',
    matches: ({ theCase, theirs }) =>
      says(theirs, 'Unsupported conversion from binData') ||
      (uses(theCase, ['$convert']) && printCase(theCase).includes('$binary')),
  },
  {
    what: 'an operand fails that the operator does not need',
    why: 'the manual: $ifNull, $switch, $and and $or stop at the operand that decides; constants come last, or decide at once',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      theirs.kind === 'failed' &&
      (isExpressionError(theirs.code) || theirs.code === UNKNOWN_ERROR) &&
      uses(theCase, DECIDING),
  },
  {
    what: 'lists of a number of extremes of what is no list',
    why: 'MongoDB demands an array; the other server gives null, or leaves it to the operator around it',
    matches: ({ ours }) => failsWith(ours, [5_788_200]),
  },
  {
    what: 'of two faulty changes another one is told',
    why: 'MongoDB applies changes in the order of their paths',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'failed' &&
      theirs.kind === 'failed' &&
      Object.keys(theCase.command.updates?.[0]?.u ?? theCase.command.update ?? {}).length > 1,
  },
  {
    what: 'a sort by two arrays',
    why: 'the manual: keys may not be parallel arrays',
    matches: ({ ours }) => says(ours, 'parallel arrays'),
  },
  {
    what: 'a projection after one of a part of the same field',
    why: 'each stage is a projection of its own; the other server joins them',
    matches: ({ ours, theirs }) => ours.kind === 'answered' && failsWith(theirs, [31_249]),
  },
  {
    what: 'a $rename of what is missing',
    why: 'the manual: it does nothing',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' && failsWith(theirs, [28]) && uses(theCase, ['$rename']),
  },
  {
    what: 'an expression fails whose value no later stage reads',
    why: 'a stage computes all its fields; the other server leaves out those that nobody needs',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'failed' &&
      theirs.kind === 'answered' &&
      isExpressionError(ours.code) &&
      uses(theCase, READING_LITTLE),
  },
  {
    what: 'the sizes of automatic buckets',
    why: 'the manual: an even distribution is tried, not promised; the last bucket takes what is left',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$bucketAuto']) &&
      ours.kind === 'answered' &&
      (theirs.kind === 'answered' || failsWith(theirs, [2])),
  },
  {
    what: 'a positional path where there is no array, or no position',
    why: 'the manual: array updates need an array, and `$` a condition on it; the other server passes over it for $unset',
    matches: ({ ours, theirs }) =>
      failsWith(ours, [2]) && theirs.kind === 'answered' && /positional operator|array updates/.test(messageOf(ours)),
  },
  {
    what: 'an $unset below what is no document',
    why: 'what is not there needs no removal',
    matches: ({ theCase, ours, theirs }) =>
      !failsWith(ours, [2, 28]) && failsWith(theirs, [2, 28]) && uses(theCase, ['$unset']),
  },
  {
    what: 'a field of a chosen element that is no document',
    why: 'a missing field is as null to an array filter, and a number can hold no field',
    matches: ({ theCase, ours, theirs }) =>
      failsWith(ours, [28]) && theirs.kind === 'answered' && /"arrayFilters"/.test(printCase(theCase)),
  },
  {
    what: 'a positional path beside another through the same array',
    why: 'the two meet only where the position is one that the other names',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' && failsWith(theirs, [40]) && hasPath(theCase, /\.\$(\.|$)/),
  },
];
