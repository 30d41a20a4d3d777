/** Numbers of a sliding window: `$sum`, `$avg`, `$stdDevPop` and `$stdDevSamp`. */
import { type NumberValue, toDouble, wholeNumber } from '../../../bson/arithmetic.ts';
import { Double, Int32, Long } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { RunningSum } from '../running-sum.ts';
import type { DeviationKind } from './deviation.ts';
import type { SlidingAccumulator } from './sliding.ts';

export function slidingSum(): SlidingAccumulator {
  return ofSum((sum) => narrowed(sum.total()));
}

export function slidingAverage(): SlidingAccumulator {
  return ofSum((sum) => sum.averageOfDoubles());
}

function ofSum(result: (sum: RunningSum) => unknown): SlidingAccumulator {
  const sum = new RunningSum();
  return { add: (value) => sum.add(value), remove: (value) => sum.remove(value), result: () => result(sum) };
}

/** Here, unlike in a group, a long that fits an int becomes one. */
function narrowed(total: NumberValue): NumberValue {
  return total instanceof Long ? (wholeNumber(total.toBigInt(), 'int') ?? total) : total;
}

/** The server's own way: null while the window holds an infinity or not-a-number, which it then forgets. */
export function slidingDeviation(kind: DeviationKind): SlidingAccumulator {
  let sum = new RunningSum();
  let [count, squares, special] = [0, 0, 0];
  const update = (value: unknown, sign: 1 | -1) => {
    if (!isNumeric(value)) return;
    const number = toDouble(value);
    if (!Number.isFinite(number)) {
      special += sign;
      return;
    }
    if (count + sign === 0) {
      sum = new RunningSum();
      [count, squares] = [0, 0];
      return;
    }
    const distance = count * number - toDouble(sum.total());
    count += sign;
    if (sign === 1) sum.add(value);
    else sum.remove(value);
    // Of the first value there is no distance to others.
    if (count - sign > 0) squares += (sign * (distance * distance)) / (count * (count - sign));
  };
  return {
    add: (value) => update(value, 1),
    remove: (value) => update(value, -1),
    result: () => {
      const adjusted = kind === 'sample' ? count - 1 : count;
      if (special > 0 || adjusted <= 0) return null;
      // Of one value there is none, and rounding can leave a little less than nothing: an int, as the server has it.
      if (count === 1 || squares < 0) return new Int32(0);
      return new Double(Math.sqrt(squares / adjusted));
    },
  };
}
