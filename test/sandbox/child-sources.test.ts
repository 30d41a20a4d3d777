import { describe, expect, it } from 'vitest';
import { ChildSources, type PreparedSource } from '../../src/sandbox/child-sources.ts';
import { type Frame, FrameReader, TO_CHILD } from '../../src/sandbox/protocol.ts';
import type { SandboxDeployment, SourceRef } from '../../src/sandbox/sandbox.ts';

const shared = sourceOf('shared');
const first = sourceOf('first');
const second = sourceOf('second');

function sourceOf(name: string): SourceRef {
  return { path: `${name}.js`, hash: name, text: `exports = () => '${name}';` };
}

function deploymentOf(id: string, values: SandboxDeployment['values'] = new Map()): SandboxDeployment {
  return { id, functions: new Map(), values, services: new Map(), appEjson: '{}', environmentEjson: '{}' };
}

function createSources(frameBytesMax = 1_000_000) {
  const frames: Frame[] = [];
  const reader = new FrameReader(1_000_000_000);
  const sources = new ChildSources((frame) => reader.read(frame, (one) => frames.push(one)), new Map(), frameBytesMax);
  const prepare = (deployment: SandboxDeployment, source: SourceRef): PreparedSource => {
    const prepared = sources.prepare(deployment, source);
    if ('problem' in prepared) throw new Error(prepared.problem);
    return prepared;
  };
  const forgotten = (): unknown[] =>
    frames
      .filter(({ kind }) => kind === TO_CHILD.forget)
      .map(({ id, payload }) => [id, JSON.parse(payload.toString())]);
  const count = (kind: number): number => frames.filter((frame) => frame.kind === kind).length;
  return { sources, prepare, forgotten, count };
}

describe('what a child has been given', () => {
  it('is sent once', () => {
    const { prepare, count } = createSources();
    const deployment = deploymentOf('one');
    expect(prepare(deployment, first)).toEqual(prepare(deployment, first));
    expect([count(TO_CHILD.deployment), count(TO_CHILD.source)]).toEqual([1, 1]);
  });

  it('is taken back when a new deployment comes, but for sources that are functions of that one too', () => {
    const { sources, prepare, forgotten } = createSources();
    const old = prepare(deploymentOf('old'), first);
    const both = prepare(deploymentOf('old'), shared);
    sources.release(old.deployment);
    sources.release(both.deployment);
    expect(forgotten()).toEqual([]);
    const functions = new Map([['f', { source: shared, runAsSystem: false }]]);
    expect(prepare({ ...deploymentOf('new'), functions }, shared).source).toBe(both.source);
    expect(forgotten()).toEqual([[old.deployment, [old.source]]]);
  });

  it('is kept until the last call of an old deployment has ended', () => {
    const { sources, prepare, forgotten, count } = createSources();
    const old = prepare(deploymentOf('old'), first);
    prepare(deploymentOf('old'), shared);
    prepare(deploymentOf('new'), shared);
    sources.release(old.deployment);
    expect(forgotten()).toEqual([]);
    sources.release(old.deployment);
    expect(forgotten()).toEqual([[old.deployment, [old.source]]]);
    expect(count(TO_CHILD.source)).toBe(2);
  });

  it('gets new numbers when it comes back', () => {
    const { sources, prepare } = createSources();
    const old = prepare(deploymentOf('old'), first);
    sources.release(old.deployment);
    const other = prepare(deploymentOf('new'), second);
    const again = prepare(deploymentOf('old'), first);
    expect(new Set([old.deployment, other.deployment, again.deployment]).size).toBe(3);
    expect(new Set([old.source, other.source, again.source]).size).toBe(3);
  });

  it('is never a deployment beyond the size of a message', () => {
    const { sources, prepare, count } = createSources(1000);
    const large = deploymentOf('large', new Map([['v', { ejson: `"${'x'.repeat(1000)}"` }]]));
    const problem = { problem: expect.stringMatching(/take \d+ bytes, and a sandbox takes at most 1000/) };
    expect([sources.prepare(large, first), sources.prepare(large, first)]).toEqual([problem, problem]);
    expect(count(TO_CHILD.deployment)).toBe(0);
    expect(() => prepare(deploymentOf('small'), first)).not.toThrow();
  });
});
