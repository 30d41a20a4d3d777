import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deserialize, serialize } from '../../../src/bson/bson.ts';
import { openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

function socketPath(): string {
  return decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(test.engine.uri)?.[1] ?? '');
}

function message(content: Buffer, opCode = 2013, length = content.length + 16): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(opCode, 12);
  return Buffer.concat([head, content]);
}

const ping = message(Buffer.concat([Buffer.alloc(5), serialize({ ping: 1, $db: 'd' })]));

/** Sends bytes; resolves with what came back once the answer is whole, or with undefined when the server hung up. */
function send(bytes: Buffer): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const socket: Socket = connect(socketPath());
  let got = Buffer.alloc(0);
  socket.on('error', () => resolve(undefined));
  socket.on('close', () => resolve(undefined));
  socket.on('data', (piece) => {
    got = Buffer.concat([got, piece]);
    if (got.length >= 4 && got.length >= got.readInt32LE(0)) {
      resolve(got);
      socket.destroy();
    }
  });
  socket.write(bytes);
  return promise;
}

describe('the socket of the engine', () => {
  it('answers with the id of the request', async () => {
    const reply = await send(ping);
    expect(reply?.readInt32LE(8)).toBe(7);
    expect(deserialize(reply?.subarray(21) ?? Buffer.alloc(0))).toEqual({ ok: 1 });
  });

  it('answers a legacy handshake with a legacy reply', async () => {
    const content = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.alloc(8),
      serialize({ ismaster: 1 }),
    ]);
    const reply = await send(message(content, 2004));
    expect(reply?.readInt32LE(12)).toBe(1);
    expect(deserialize(reply?.subarray(36) ?? Buffer.alloc(0))).toMatchObject({
      ismaster: true,
      maxWireVersion: 27,
      ok: 1,
    });
  });

  it('answers messages sent together in their order', async () => {
    const socket = connect(socketPath());
    const ids: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    let got = Buffer.alloc(0);
    socket.on('data', (piece) => {
      got = Buffer.concat([got, piece]);
      while (got.length >= 4 && got.length >= got.readInt32LE(0)) {
        ids.push(got.readInt32LE(8));
        got = got.subarray(got.readInt32LE(0));
      }
      if (ids.length === 20) resolve();
    });
    const sent = Array.from({ length: 20 }, (_, position) => {
      const copy = Buffer.from(ping);
      copy.writeInt32LE(position, 4);
      return copy;
    });
    socket.write(Buffer.concat(sent));
    await promise;
    socket.destroy();
    expect(ids).toEqual([...Array(20).keys()]);
  });

  it('answers a malformed document with an error and goes on', async () => {
    const bad = message(Buffer.concat([Buffer.alloc(5), Buffer.from([12, 0, 0, 0, 0x55, 97, 0, 1, 0, 0, 0, 0])]));
    const reply = await send(bad);
    expect(deserialize(reply?.subarray(21) ?? Buffer.alloc(0))).toMatchObject({
      ok: 0,
      code: 22,
      codeName: 'InvalidBSON',
    });
  });

  it('stores nothing of a batch in which one document is malformed', async () => {
    const sound = serialize({ _id: 1, text: 'a' });
    const bad = Buffer.from(serialize({ _id: 2, text: 'a', deep: { list: ['b'] } }));
    bad[bad.lastIndexOf(0x62)] = 0xff;
    const batch = Buffer.concat([Buffer.from('documents\0'), sound, bad]);
    const head = Buffer.alloc(5);
    head.writeUInt8(1, 0);
    head.writeInt32LE(batch.length + 4, 1);
    const body = serialize({ insert: 'malformed', ordered: false, $db: 'd' });
    const reply = await send(message(Buffer.concat([Buffer.alloc(5), body, head, batch])));
    expect(deserialize(reply?.subarray(21) ?? Buffer.alloc(0))).toMatchObject({
      ok: 0,
      code: 22,
      codeName: 'InvalidBSON',
    });
    expect(await test.client.db('d').collection('malformed').countDocuments()).toBe(0);
  });

  it('answers no failure to a sender that reads no answer', async () => {
    const silent = Buffer.from([2, 0, 0, 0]);
    const malformed = message(Buffer.concat([silent, Buffer.from([0]), Buffer.from([12, 0, 0, 0, 0x55, 97, 0, 1])]));
    const unknown = message(Buffer.concat([silent, Buffer.from([0]), serialize({ frobnicate: 1, $db: 'd' })]));
    const last = Buffer.from(ping);
    last.writeInt32LE(99, 4);
    const reply = await send(Buffer.concat([malformed, unknown, last]));
    expect(reply?.readInt32LE(8)).toBe(99);
  });

  it('answers an unknown opcode with an error', async () => {
    const reply = await send(message(Buffer.alloc(30), 2012));
    expect(deserialize(reply?.subarray(21) ?? Buffer.alloc(0))).toMatchObject({ ok: 0, code: 17 });
  });

  it.each([-5, 0, 15, 48_000_001])('hangs up on a message that claims %i bytes', async (length) => {
    expect(await send(message(Buffer.alloc(16), 2013, length))).toBeUndefined();
  });

  it('outlives random bytes behind a true length', async () => {
    let seed = 42;
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return (seed >> 16) & 0xff;
    };
    for (let round = 0; round < 200; round += 1) {
      const flags = Buffer.from([next() & 3, 0, 0, 0]);
      const socket = connect(socketPath());
      socket.on('error', () => {});
      socket.end(message(Buffer.concat([flags, Buffer.from(Array.from({ length: next() }, next))])));
    }
    const reply = await send(ping);
    expect(reply).toBeDefined();
    expect(test.engine.failure()).toBeUndefined();
  });
});
