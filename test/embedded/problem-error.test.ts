import { describe, expect, it } from 'vitest';
import { problemError } from '../../src/embedded/problem-error.ts';

describe('a data file that cannot be opened', () => {
  it.each([
    { problem: { kind: 'busy' } as const, code: 'DataFileBusy', says: 'another program' },
    { problem: { kind: 'unusable', reason: 'EACCES' } as const, code: 'DataFileUnusable', says: 'EACCES' },
    { problem: { kind: 'too new', version: 9, supported: 3 } as const, code: 'DataFileTooNew', says: 'format 9' },
    { problem: { kind: 'on a network', fileSystem: 'nfs' } as const, code: 'DataFileOnNetwork', says: 'is on nfs' },
  ])('is named with its path and what to do: $code', ({ problem, code, says }) => {
    const error = problemError('/data/x.sqlite', problem);
    expect(error).toMatchObject({ code, hint: expect.stringContaining('--data-dir') });
    expect(error.message).toContain('/data/x.sqlite');
    expect(error.message).toContain(says);
  });
});
