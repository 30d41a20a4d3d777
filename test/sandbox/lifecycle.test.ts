import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const READ = "context.services.get('mongodb-atlas').db('d').collection('c').findOne({})";
const WAITING = `exports = async () => { await ${READ}; return 'answered'; };`;
const LOOP = 'exports = () => { for (;;); };';

/** Answers of context calls that the test lets go when it wants. */
function createGate(): { answer: () => Promise<string>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { answer: () => opened.then(() => 'null'), open: () => open() };
}

describe('one call among others', () => {
  it('ends at its wall limit without harm to its neighbours', async () => {
    const app = createAppSandbox({ limits: { functionWallMs: 300 } });
    await app.sandbox.warmUp();
    const never = app.call('exports = () => { console.log("waits"); return new Promise(() => {}); };');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const neighbour = app.call('exports = async () => { for (let i = 0; i < 1e5; i++) await null; return 1; };');
    expect(await never).toEqual({ status: 'timed-out', logs: ['waits'], droppedLogs: 0 });
    expect(await neighbour).toMatchObject({ status: 'returned' });
    await app.sandbox.close(0);
  });

  it('that blocks takes along those that have started, and not those that have not', async () => {
    const gate = createGate();
    const app = createAppSandbox({ limits: { functionCpuMs: 300 }, answer: gate.answer });
    await app.sandbox.warmUp();
    const started = app.call(WAITING);
    await expect.poll(() => app.contextCalls.length).toBe(1);
    const loop = app.call(LOOP);
    const behind = [1, 2, 3].map((n) => app.call(`exports = () => ${n};`));
    expect(await loop).toMatchObject({ status: 'timed-out' });
    expect(await started).toMatchObject({ status: 'lost' });
    expect((await Promise.all(behind)).map((outcome) => outcome.status)).toEqual(['returned', 'returned', 'returned']);
    await app.sandbox.close(0);
  });

  it('that blocks for longer than others may wait in the queue does not use up their time', async () => {
    const app = createAppSandbox({ limits: { functionCpuMs: 400, sandboxQueueWaitMs: 200 } });
    await app.sandbox.warmUp();
    const loop = app.call(LOOP);
    const behind = [1, 2].map((n) => app.call(`exports = () => ${n};`));
    expect(await loop).toMatchObject({ status: 'timed-out' });
    expect((await Promise.all(behind)).map((outcome) => outcome.status)).toEqual(['returned', 'returned']);
    await app.sandbox.close(0);
  });

  it('behind several that block is told that the app is busy, not that the sandbox is broken', async () => {
    const app = createAppSandbox({ limits: { functionCpuMs: 200 } });
    await app.sandbox.warmUp();
    const loops = [1, 2, 3].map(() => app.call(LOOP));
    const behind = app.call('exports = () => 1;');
    expect((await Promise.all(loops)).map((outcome) => outcome.status)).toEqual([
      'timed-out',
      'timed-out',
      'timed-out',
    ]);
    expect(await behind).toEqual({ status: 'unavailable', reason: 'queue-timeout' });
    await app.sandbox.close(0);
  });

  it('has its answers dropped when it is over', async () => {
    const gate = createGate();
    const app = createAppSandbox({ limits: { functionWallMs: 200 }, answer: gate.answer });
    expect(await app.call(WAITING)).toMatchObject({ status: 'timed-out' });
    gate.open();
    expect(await app.run('exports = () => 1;')).toBe(1);
    await app.sandbox.close(0);
  });
});

describe('large values', () => {
  it('cross the pipe in both directions', async () => {
    const app = createAppSandbox({ answer: async (call) => call.args });
    const body = 'é'.repeat(1_900_000);
    const source = `exports = async (p, r) => { const [text] = await context.services.get('mongodb-atlas').db('d').collection('c').findOne(p.body.text()); r.setBody(text); };`;
    const outcome = await app.call(source, { body });
    expect(outcome.status === 'returned' && outcome.response?.body).toEqual({ text: body });
    await app.sandbox.close(0);
  });
});

describe('what is too large for a message', () => {
  const limits = { sandboxMessageBytesMax: 2_000_000 };

  it.each([
    ['a deployment', { values: { big: { ejson: `"${'x'.repeat(2_100_000)}"` } } }, {}, 'DeploymentTooLarge'],
    ['a body', {}, { body: 'x'.repeat(2_100_000) }, 'CallTooLarge'],
    ['the result of a function', {}, { result: 'x'.repeat(1_900_000) }, 'OutputLimitExceeded'],
  ])('is refused by name: %s', async (_title, options, { body, result }: { body?: string; result?: string }, name) => {
    const app = createAppSandbox({ limits, ...options });
    const source = `exports = () => ${JSON.stringify(result ?? 'x')}.repeat(1);`;
    for (let times = 0; times < 2; times++) {
      const outcome = await app.call(source, body === undefined ? {} : { body });
      expect(outcome).toMatchObject({ status: 'threw', error: expect.stringContaining(name) });
    }
    expect(app.diagnostics).toEqual([]);
    await app.sandbox.close(0);
  });
});

describe('deployments', () => {
  it('replace each other while calls of the old one run to their end', async () => {
    const gate = createGate();
    const app = createAppSandbox({ answer: gate.answer, functions: { one: 'exports = () => 1;' } });
    const source = `exports = async () => { await ${READ}; return context.functions.execute('one'); };`;
    const old = app.run(source, { deploymentId: 'old' });
    await expect.poll(() => app.contextCalls.length).toBe(1);
    const execute = "exports = () => context.functions.execute('one');";
    expect(await app.run(execute, { deploymentId: 'new' })).toBe(1);
    gate.open();
    expect(await old).toBe(1);
    for (const deploymentId of ['old', 'new', 'newer', 'old']) expect(await app.run(execute, { deploymentId })).toBe(1);
    await app.sandbox.close(0);
  });
});

describe('the queue', () => {
  it('is full beyond running and queued calls, and moves on when there is room', async () => {
    const gate = createGate();
    const app = createAppSandbox({
      limits: { sandboxRunningCallsMax: 2, sandboxQueuedCallsMax: 1 },
      answer: gate.answer,
    });
    const calls = [1, 2, 3, 4].map(() => app.call(WAITING));
    expect(await calls[3]).toEqual({ status: 'unavailable', reason: 'queue-full' });
    gate.open();
    expect((await Promise.all(calls.slice(0, 3))).map((outcome) => outcome.status)).toEqual([
      'returned',
      'returned',
      'returned',
    ]);
    await app.sandbox.close(0);
  });

  it('gives up a call that has waited too long', async () => {
    const gate = createGate();
    const app = createAppSandbox({
      limits: { sandboxRunningCallsMax: 1, sandboxQueueWaitMs: 300 },
      answer: gate.answer,
    });
    await app.sandbox.warmUp();
    const first = app.call(WAITING);
    expect(await app.call(WAITING)).toEqual({ status: 'unavailable', reason: 'queue-timeout' });
    gate.open();
    expect(await first).toMatchObject({ status: 'returned' });
    await app.sandbox.close(0);
  });
});

describe('closing', () => {
  it('waits for running calls, refuses new ones, and can be repeated', async () => {
    const gate = createGate();
    const app = createAppSandbox({ answer: gate.answer });
    const running = app.call(WAITING);
    await expect.poll(() => app.contextCalls.length).toBe(1);
    const closed = Promise.all([app.sandbox.close(5000), app.sandbox.close(5000)]);
    expect(await app.call('exports = () => 1;')).toEqual({ status: 'unavailable', reason: 'closed' });
    gate.open();
    expect(await running).toMatchObject({ status: 'returned' });
    await closed;
    await app.sandbox.close(5000);
  });

  it('ends calls that outlast the drain time', async () => {
    const app = createAppSandbox({ answer: createGate().answer });
    const running = app.call(WAITING);
    await expect.poll(() => app.contextCalls.length).toBe(1);
    await app.sandbox.close(50);
    expect(await running).toMatchObject({ status: 'lost' });
  });

  it('before the first call needs no child', async () => {
    const app = createAppSandbox();
    await app.sandbox.close(1000);
    await expect(app.sandbox.warmUp()).rejects.toMatchObject({ code: 'SandboxStartFailed' });
  });
});

describe('a child that cannot start', () => {
  it('fails the warm-up and the waiting calls by name', async () => {
    const app = createAppSandbox({ limits: { sandboxStartMs: 1 } });
    const waiting = app.call('exports = () => 1;');
    await expect(app.sandbox.warmUp()).rejects.toMatchObject({ code: 'SandboxStartFailed' });
    expect(await waiting).toEqual({ status: 'unavailable', reason: 'start-failed' });
    expect(app.diagnostics.join()).toContain('app-abcde');
    await app.sandbox.close(0);
  });
});

describe.runIf(process.platform === 'linux')('a child that gets a signal', () => {
  it('is replaced when it dies, and its calls are lost', async () => {
    const app = createAppSandbox({ answer: createGate().answer });
    const running = app.call(WAITING);
    await expect.poll(() => app.contextCalls.length).toBe(1);
    for (const pid of findChildren()) process.kill(pid, 'SIGKILL');
    expect(await running).toMatchObject({ status: 'lost' });
    expect(await app.run('exports = () => 1;')).toBe(1);
    await app.sandbox.close(0);
  });

  it('goes on when the signal is meant for its parent', async () => {
    const gate = createGate();
    const app = createAppSandbox({ answer: gate.answer });
    const running = app.call(WAITING);
    await expect.poll(() => app.contextCalls.length).toBe(1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) for (const pid of findChildren()) process.kill(pid, signal);
    gate.open();
    expect(await running).toMatchObject({ status: 'returned' });
    await app.sandbox.close(0);
  });
});

function findChildren(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/sandbox/child.')).map(Number);
}
