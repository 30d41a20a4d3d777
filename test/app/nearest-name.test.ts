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
    ['GE', 'GET'],
  ])('of %s is %s', (name, nearest) => {
    expect(findNearestName(name, methods)).toBe(nearest);
  });

  it.each(['TRACE', '', 'x', 'payload', 'V'.repeat(1_000_000)])('of what is like none is none: %.10s', (name) => {
    expect(findNearestName(name, methods)).toBeUndefined();
  });
});
