import { describe, expect, it } from 'vitest';
import { readOutcome } from '../../src/sandbox/outcome.ts';
import {
  decodeCall,
  decodeOperation,
  encodeCall,
  encodeOperation,
  encodeText,
  type Frame,
  FrameReader,
  MalformedFrame,
} from '../../src/sandbox/protocol.ts';

const frames = [
  encodeText(1, 7, 'hé😀'),
  encodeText(2, 8, ''),
  encodeOperation(3, 9, 4_000_000_000, true, 'x'),
  encodeText(4, 10, 'y'.repeat(5000)),
];
const stream = Buffer.concat(frames);

function readAll(chunkBytes: number): Frame[] {
  const reader = new FrameReader(10_000);
  const found: Frame[] = [];
  for (let offset = 0; offset < stream.length; offset += chunkBytes) {
    reader.read(stream.subarray(offset, offset + chunkBytes), (frame) => found.push(frame));
  }
  return found;
}

describe('frames', () => {
  it.each([1, 2, 3, 7, 64, 1000, 100_000])('are the same in chunks of %i bytes', (chunkBytes) => {
    const found = readAll(chunkBytes);
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      [1, 7],
      [2, 8],
      [3, 9],
      [4, 10],
    ]);
    expect(found[0]?.payload.toString()).toBe('hé😀');
    expect(found[2] && decodeOperation(found[2].payload)).toEqual({ operation: 4_000_000_000, flag: true, text: 'x' });
    expect(found[3]?.payload.length).toBe(5000);
  });

  it('are refused beyond the limit, before their content arrives', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32LE(10_001);
    expect(() => new FrameReader(10_000).read(header, () => {})).toThrow(MalformedFrame);
  });

  it('are refused when shorter than their own header', () => {
    expect(() => new FrameReader(10_000).read(Buffer.alloc(4), () => {})).toThrow(MalformedFrame);
  });

  it('carry a call with text and bytes', () => {
    const frame = encodeCall(5, { deployment: 1, source: 2, flags: 3 }, 'tëxt', Uint8Array.of(0, 255));
    expect(decodeCall(frame.subarray(9))).toMatchObject({
      deployment: 1,
      source: 2,
      flags: 3,
      text: 'tëxt',
      body: Buffer.from([0, 255]),
    });
  });

  it('are refused when a call claims more text than there is', () => {
    const frame = encodeCall(5, { deployment: 1, source: 2, flags: 3 }, 'text', undefined);
    frame.writeUInt32LE(5, 18);
    expect(() => decodeCall(frame.subarray(9))).toThrow(MalformedFrame);
  });
});

describe('outcomes', () => {
  it.each([
    '',
    'R',
    'X0\n\n1',
    'R-1\n\n1',
    'Rx\n\n1',
    'R0\n1',
    'R0\n{\nx',
    'R0\n{"statusCode":"200","headers":[]}\nx',
    'R0\n{"statusCode":200,"headers":[["a"]]}\nx',
    'R0\n{"statusCode":200}\nx',
    'T0\nx\ny',
    'T0\n5\ny',
    'T0\n"stack"',
  ])('of the form %j are refused', (text) => {
    expect(() => readOutcome(Buffer.from(text), [])).toThrow(MalformedFrame);
  });
});
