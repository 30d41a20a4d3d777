import { describe } from 'vitest';
import { Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { expressionsOn } from './expression-rows.ts';

const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);

const { rows } = expressionsOn({
  n: null,
  s: 'text',
  mixed: [int(1), double(1), Long.fromNumber(2), int(2), double(2.5)],
  bad: [null, false, int(0)],
});

describe('arrays as sets', () => {
  rows([
    [{ $setUnion: ['$mixed', [double(2.5), int(0)]] }, 'array [int 0, int 1, long 2, double 2.5]'],
    [{ $setIntersection: ['$mixed', [double(2), double(1)]] }, 'array [int 1, long 2]'],
    [{ $setDifference: ['$mixed', [double(2)]] }, 'array [int 1, double 2.5]'],
    [{ $setDifference: [[int(3), int(1), int(3)], []] }, 'array [int 3, int 1]'],
    [
      {
        $setEquals: [
          [int(1), int(2), int(1)],
          [double(2), double(1)],
        ],
      },
      'bool true',
    ],
    [{ $setEquals: ['$mixed', [int(1), int(2)], [int(1)]] }, 'bool false'],
    [{ $setIsSubset: [[double(1)], '$mixed'] }, 'bool true'],
    [{ $setIsSubset: [[int(3)], '$mixed'] }, 'bool false'],
    [{ $allElementsTrue: [[]] }, 'bool true'],
    [{ $allElementsTrue: ['$bad'] }, 'bool false'],
    [{ $anyElementTrue: ['$bad'] }, 'bool false'],
    [{ $anyElementTrue: ['$mixed'] }, 'bool true'],
    [{ $setUnion: [] }, 'array []'],
    [{ $setIntersection: [] }, 'array []'],
    [{ $setDifference: ['$mixed', '$n'] }, null],
  ]);
});

describe('what is no set', () => {
  rows([
    [{ $setUnion: ['$mixed', '$s'] }, 17_043],
    [{ $setIntersection: [[], '$s'] }, 17_047],
    [{ $setDifference: ['$s', '$mixed'] }, 17_048],
    [{ $setDifference: ['$mixed', '$s'] }, 17_049],
    [{ $setEquals: ['$mixed', '$n'] }, 17_044],
    [{ $setEquals: ['$mixed', null] }, 5_887_502],
    [{ $setEquals: ['$mixed'] }, 17_045],
    [{ $setIsSubset: ['$n', '$mixed'] }, 17_046],
    [{ $setIsSubset: ['$mixed', '$n'] }, 17_042],
    [{ $allElementsTrue: ['$s'] }, 17_040],
    [{ $anyElementTrue: ['$n'] }, 17_041],
  ]);
});
