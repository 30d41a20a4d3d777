/** Differences between two answers. */
import { printCase } from './case.ts';
import type { ExplainedDifference } from './difference.ts';
import {
  agreeWhen,
  byName,
  hasExclusion,
  lacksId,
  uses,
  withoutEmptyDocuments,
  withoutLastDigit,
  withoutLastError,
  withoutModified,
  withoutNulls,
  withoutZeroCounts,
  zerosAsOne,
} from './recognise.ts';

export const EXPLAINED_ANSWERS: readonly ExplainedDifference[] = [
  {
    what: '$avg of decimals',
    why: 'the manual: the average of decimals is a decimal',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$avg']) &&
      ours.kind === 'answered' &&
      theirs.kind === 'answered' &&
      printCase(theCase).includes('$numberDecimal'),
  },
  {
    what: 'fields that one stage takes away and a later one computes',
    why: 'stages run one after the other; the other server joins them',
    matches: ({ theCase, ours }) =>
      ours.kind === 'answered' &&
      uses(theCase, ['$addFields', '$set']) &&
      (uses(theCase, ['$unset']) || hasExclusion(theCase)),
  },
  {
    what: 'an $unwind of a path through an array',
    why: 'the manual: the path of $unwind names a field; an element’s place is none',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      theirs.kind === 'answered' &&
      /"path":"\$[abc]\.[01]/.test(JSON.stringify(theCase.command)),
  },
  {
    what: 'the order in sets',
    why: 'the manual: it is not specified',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      theirs.kind === 'answered' &&
      uses(theCase, ['$setUnion', '$setIntersection', '$addToSet']),
  },
  {
    what: 'the type of a sum over a window that its only double has left',
    why: 'a sum has the widest type of what is in the window',
    matches: ({ theCase, ours, theirs }) => uses(theCase, ['$setWindowFields']) && agreeWhen(ours, theirs, zerosAsOne),
  },
  {
    what: 'a regular expression as what an upsert inserts',
    why: 'it is a condition and no value',
    matches: ({ theCase, ours, theirs }) =>
      /"upsert":true/.test(JSON.stringify(theCase.command)) &&
      ours.kind === 'answered' &&
      theirs.kind === 'answered' &&
      !JSON.stringify(ours.after).includes('$regularExpression') &&
      JSON.stringify(theirs.after).includes('$regularExpression'),
  },
  {
    what: '$all of no values',
    why: 'the manual: an empty array matches no documents',
    matches: ({ theCase }) => JSON.stringify(theCase.command).includes('"$all":[]'),
  },
  {
    what: 'a $count of nothing',
    why: 'the manual: $count of no documents gives no document',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$count']) && agreeWhen(ours, theirs, (value) => withoutEmptyDocuments(withoutZeroCounts(value))),
  },
  {
    what: 'a missing value in $group',
    why: 'the manual: a missing _id is null, $addToSet passes over it, lists and $top hold null for it; a missing field of a compound _id stays away',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$group', '$sortByCount']) && (lacksId(theirs) || agreeWhen(ours, theirs, withoutNulls)),
  },
  {
    what: '$first and $last of a missing field in $setWindowFields',
    why: 'a window function that gives nothing sets no field',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$setWindowFields']) && agreeWhen(ours, theirs, withoutNulls),
  },
  {
    what: 'the place of fields that a projection computes',
    why: 'the manual gives them in the order of the projection, after those that are included',
    matches: ({ theCase, ours, theirs }) =>
      ('projection' in theCase.command || uses(theCase, ['$project'])) && agreeWhen(ours, theirs, byName),
  },
  {
    what: '$slice beside $elemMatch in a projection',
    why: '$elemMatch is an inclusion, and then the fields that are not named stay away',
    matches: ({ theCase, theirs }) =>
      theirs.kind === 'answered' &&
      /"\$slice".*"\$elemMatch"|"\$elemMatch".*"\$slice"/.test(JSON.stringify(theCase.command.projection ?? '')),
  },
  {
    what: 'a findAndModify that changes nothing',
    why: 'the manual: updatedExisting tells that a document was found',
    matches: ({ theCase, ours, theirs }) =>
      'findAndModify' in theCase.command && agreeWhen(ours, theirs, withoutLastError),
  },
  {
    what: 'a $push that sorts, as a change',
    why: 'it counts as one whether or not the order was another before',
    matches: ({ theCase, ours, theirs }) => uses(theCase, ['$push']) && agreeWhen(ours, theirs, withoutModified),
  },
  {
    what: 'a $lookup by fields of an array’s elements that some lack',
    why: 'a missing field counts as null, as in a filter',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' && theirs.kind === 'answered' && /"localField":"[abc]\./.test(printCase(theCase)),
  },
  {
    what: 'the last digit of a decimal',
    why: 'the other server rounds in between',
    matches: ({ ours, theirs }) => agreeWhen(ours, theirs, (value) => withoutNulls(withoutLastDigit(value))),
  },
  {
    what: '$dateTrunc of a date before 1970',
    why: 'the manual: to the beginning of its unit, which comes before the date',
    matches: ({ theCase }) => uses(theCase, ['$dateTrunc']) && printCase(theCase).includes('"-3600000"'),
  },
  {
    what: 'the way to a field that an update did not make',
    why: 'an operator that has nothing to change makes no empty documents on its way',
    matches: ({ theCase, ours, theirs }) =>
      ('update' in theCase.command || 'findAndModify' in theCase.command) &&
      agreeWhen(ours, theirs, withoutEmptyDocuments),
  },
  {
    what: '$mul of a missing field by what is no usual number, or less than zero',
    why: 'zero times NaN or infinity is NaN, and times a negative decimal negative zero',
    matches: ({ theCase, ours, theirs }) =>
      uses(theCase, ['$mul']) && agreeWhen(ours, theirs, (value) => withoutEmptyDocuments(zerosAsOne(value))),
  },
  {
    what: 'an empty array in a sort',
    why: 'the manual: an empty array comes before null, and a missing field is as null',
    matches: ({ theCase, ours, theirs }) =>
      ours.kind === 'answered' &&
      theirs.kind === 'answered' &&
      JSON.stringify(theCase.documents).includes('[]') &&
      /"(sort|\$sort)":\{"[a-c]/.test(JSON.stringify(theCase.command)),
  },
];
