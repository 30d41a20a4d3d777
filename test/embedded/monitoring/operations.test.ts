import { UUID } from 'mongodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionAuth } from '../../../src/embedded/authentication/connection-auth.ts';
import { Operations } from '../../../src/embedded/monitoring/operations.ts';

afterEach(() => vi.useRealTimers());

const connection = {
  id: 1,
  uuid: new UUID(),
  remote: 'local',
  auth: new ConnectionAuth(undefined),
  ended: new AbortController().signal,
};
const request = { connection, command: 'getMore', database: 'd', body: {} };

describe('operations', () => {
  it('have numbers of their own while they run', () => {
    const operations = new Operations();
    const one = operations.begin(request);
    const other = operations.begin(request);
    operations.end(one);
    expect(other.id).not.toBe(one.id);
    expect(operations.list()).toEqual([other]);
    expect(operations.find(one.id)).toBeUndefined();
  });

  it('are not slower for a wait for news', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const operation = new Operations().begin(request);
    vi.advanceTimersByTime(3);
    operation.waits(() => {});
    vi.advanceTimersByTime(1_000);
    operation.waits(undefined);
    vi.advanceTimersByTime(4);
    expect(operation.ageMs).toBe(1_007);
    expect(operation.durationMs).toBe(7);
  });

  it('are woken when they are killed, and say so', () => {
    const operation = new Operations().begin(request);
    const wake = vi.fn();
    operation.checkNotKilled();
    operation.waits(wake);
    operation.kill();
    expect(wake).toHaveBeenCalledOnce();
    expect(() => operation.checkNotKilled()).toThrow(expect.objectContaining({ code: 11_601 }));
  });
});
