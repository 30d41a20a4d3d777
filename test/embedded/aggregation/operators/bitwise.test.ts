import { describe } from 'vitest';
import { Double, Int32, Long, Timestamp } from '../../../../src/bson/bson.ts';
import { expressionsOn } from './expression-rows.ts';

const int = (value: number) => new Int32(value);
const timestamp = new Timestamp({ t: 4_294_967_295, i: 2_147_483_648 });

const { rows } = expressionsOn({ n: null, s: 'text', timestamp });

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
