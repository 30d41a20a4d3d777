import { describe, expect, it } from 'vitest';
import { findNearestName } from '../../src/app/nearest-name.ts';

const methods = ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM', 'GET', 'POST', 'store'];

describe('the nearest name', () => {
  it.each([
    ['post', 'POST'],
    ['VERIFY_PAYLAOD', 'VERIFY_PAYLOAD'],
    ['VerifyPayload', 'VERIFY_PAYLOAD'],
    ['secret-as-query-param', 'SECRET_AS_QUERY_PARAM'],
    ['stroe', 'store'],
    ['SECRET_QUERY_PARMA', 'SECRET_AS_QUERY_PARAM'],
    ['GE', 'GET'],
  ])('of %s is %s', (name, nearest) => {
    expect(findNearestName(name, methods)).toBe(nearest);
  });

  it.each(['TRACE', '', 'x', 'payload', 'V'.repeat(1_000_000)])('of what is like none is none: %.10s', (name) => {
    expect(findNearestName(name, methods)).toBeUndefined();
  });

  it('is looked for among long names without filling a table for each', () => {
    // With whole tables, these comparisons take half a minute.
    const names = Array.from({ length: 200_000 }, (_, index) => spread(index));
    const wanted = `${spread(199_999).slice(0, -2)}zz`;
    expect(findNearestName(wanted, names)).toBe(spread(199_999));
  });
});

/** A name of 60 letters that shares few places with those of other numbers. */
function spread(index: number): string {
  let state = index + 1;
  const letters = Array.from({ length: 60 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(97 + (state % 26));
  });
  return letters.join('');
}
