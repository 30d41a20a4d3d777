import { describe, expect, it } from 'vitest';
import { ChangeSignal, type Waiting } from '../../../src/embedded/storage/change-signal.ts';

const AN_HOUR = 3_600_000;

/** Waits of so many, the head of the oplog, and who was woken. */
function waitingFor(count: number) {
  const state = { head: 0, over: 0 };
  const signal = new ChangeSignal(() => state.head, AN_HOUR);
  let waits: Waiting[] = [];
  const wait = () => {
    waits = Array.from({ length: count }, () => signal.wait(state.head, AN_HOUR));
    for (const { over } of waits) over.then(() => (state.over += 1));
  };
  const commit = async () => {
    state.head += 1;
    signal.look();
    await Promise.resolve();
    return state.over;
  };
  const end = () => {
    for (const waiting of waits) waiting.end();
  };
  return { wait, commit, end };
}

describe('the signal of changes', () => {
  it('wakes those who wait at each commit', async () => {
    const few = waitingFor(20);
    few.wait();
    expect(await few.commit()).toBe(20);
    few.wait();
    expect(await few.commit()).toBe(40);
  });

  it('lets writes have their turn before very many are woken again', async () => {
    const many = waitingFor(20_000);
    many.wait();
    expect(await many.commit()).toBe(20_000);
    many.wait();
    expect(await many.commit()).toBe(20_000);
    many.end();
  });

  it('wakes nobody who waits for a later entry', async () => {
    const ahead = waitingFor(1);
    ahead.wait();
    expect(await ahead.commit()).toBe(1);
    expect(await ahead.commit()).toBe(1);
  });
});
