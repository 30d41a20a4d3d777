import { describe, expect, it } from 'vitest';
import { MessageFraming } from '../../../src/embedded/wire/framing.ts';

const message = (length: number, fill: number) => {
  const bytes = Buffer.alloc(length, fill);
  bytes.writeInt32LE(length, 0);
  return bytes;
};

describe('framing of messages', () => {
  it('puts a message together from single bytes', () => {
    const framing = new MessageFraming(1000);
    const sent = message(40, 7);
    const got = [...sent].flatMap((byte) => framing.push(Buffer.from([byte])));
    expect(got).toEqual([sent]);
  });

  it('takes several messages from one piece and keeps the beginning of the next', () => {
    const framing = new MessageFraming(1000);
    const [one, two, three] = [message(16, 1), message(30, 2), message(20, 3)];
    const all = Buffer.concat([one, two, three]);
    expect(framing.push(all.subarray(0, 50))).toEqual([one, two]);
    expect(framing.push(all.subarray(50))).toEqual([three]);
  });

  it.each([-1, 0, 15, 1001, 0x7fffffff])('refuses a message that claims %i bytes', (length) => {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32LE(length, 0);
    expect(() => new MessageFraming(1000).push(bytes)).toThrow(RangeError);
  });
});
