import { describe, expect, it } from 'vitest';
import { Double, Int32, Long, Timestamp } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';
import { shown } from './shown.ts';

const int = (value: number) => new Int32(value);
const timestamp = new Timestamp({ t: 4_294_967_295, i: 2_147_483_648 });

const evaluate = (spec: unknown) => compileExpression(spec)(rootScope({ n: null, s: 'text', timestamp }));

/** A value with its type, or the code of the error. */
function rows(table: readonly (readonly [spec: unknown, expected: string | number | null])[]): void {
  it.each(table)('%j gives %s', (spec, expected) => {
    if (typeof expected === 'number') {
      expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code: expected }));
    } else {
      const value = evaluate(spec);
      expect(value === null ? null : shown(value)).toBe(expected);
    }
  });
}

describe('a bitwise operator', () => {
  rows([
    [{ $bitAnd: [] }, 'int -1'],
    [{ $bitOr: [] }, 'int 0'],
    [{ $bitXor: [] }, 'int 0'],
    [{ $bitAnd: [int(12), int(10)] }, 'int 8'],
    [{ $bitAnd: [int(-1), Long.MAX_VALUE] }, 'long 9223372036854775807'],
    [{ $bitOr: [int(-2_147_483_648), int(1)] }, 'int -2147483647'],
    [{ $bitXor: [Long.MIN_VALUE, int(-1)] }, 'long 9223372036854775807'],
    [{ $bitNot: int(0) }, 'int -1'],
    [{ $bitNot: Long.MIN_VALUE }, 'long 9223372036854775807'],
    [{ $bitAnd: ['$n', '$s'] }, null],
    [{ $bitNot: '$missing' }, null],
    [{ $bitOr: [int(1), new Double(1)] }, 14],
    [{ $bitXor: ['$s', '$n'] }, 14],
    [{ $bitNot: new Double(1) }, 14],
    [{ $bitNot: '$s' }, 28_765],
    [{ $bitNot: [1, 2] }, 16_020],
  ]);
});

describe('half a timestamp', () => {
  rows([
    [{ $tsSecond: '$timestamp' }, 'long 4294967295'],
    [{ $tsIncrement: '$timestamp' }, 'long 2147483648'],
    [{ $tsSecond: '$n' }, null],
    [{ $tsIncrement: '$missing' }, null],
    [{ $tsSecond: '$s' }, 5_687_301],
    [{ $tsIncrement: 1 }, 5_687_302],
    [{ $tsSecond: [] }, 16_020],
  ]);
});
