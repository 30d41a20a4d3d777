/** The socket side of the engine: connections, one message after the other on each, and the work that comes by the clock. */
import { createServer, type Server, type Socket } from 'node:net';
import { Cursors } from './commands/cursors.ts';
import { type Dispatcher, dispatch, errorReply } from './commands/dispatch.ts';
import type { Store } from './storage/store.ts';
import { sweepExpired } from './storage/ttl.ts';
import { MessageFraming } from './wire/framing.ts';
import { isAnswered, parseMessage, readHeader } from './wire/message.ts';
import { encodeReply } from './wire/reply.ts';

export interface EngineServer {
  close(): Promise<void>;
}

const CURSOR_CHECK_MS = 60_000;
/** Of one connection. A driver sends one and waits; only hostile or pipelining clients send more. */
const WAITING_MESSAGES_MAX = 16;

/** Listens on a unix socket. The store is closed with the server. */
export async function startServer(store: Store, socketPath: string): Promise<EngineServer> {
  const dispatcher: Dispatcher = { store, cursors: new Cursors(store.limits) };
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    connections += 1;
    serve(socket, dispatcher, connections);
  });
  server.maxConnections = store.limits.engineConnectionsMax;
  await listen(server, socketPath);
  const sweep = setInterval(() => {
    // What a sweep could not remove, because the file was busy or full, the next one removes.
    sweepExpired(store).catch(() => {});
  }, store.limits.engineTtlSweepMs);
  const check = setInterval(() => dispatcher.cursors.killIdle(), CURSOR_CHECK_MS);
  return {
    async close() {
      clearInterval(sweep);
      clearInterval(check);
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await store.close();
    },
  };
}

function listen(server: Server, socketPath: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(socketPath, resolve);
  return promise;
}

/** Answers in the order of the messages; reads no further while too many wait. */
function serve(socket: Socket, dispatcher: Dispatcher, connectionId: number): void {
  const framing = new MessageFraming(dispatcher.store.limits.engineMessageBytesMax);
  const waiting: Buffer[] = [];
  let answering = false;
  const answerAll = async () => {
    answering = true;
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      const reply = await answer(dispatcher, connectionId, message);
      if (reply !== undefined && !socket.destroyed && !socket.write(reply)) await drained(socket);
      if (socket.isPaused() && waiting.length < WAITING_MESSAGES_MAX) socket.resume();
    }
    answering = false;
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece) => {
    try {
      waiting.push(...framing.push(piece));
    } catch {
      // A length that cannot be: where the next message begins is unknown.
      socket.destroy();
      return;
    }
    if (waiting.length >= WAITING_MESSAGES_MAX) socket.pause();
    if (!answering && waiting.length > 0) answerAll().catch(() => socket.destroy());
  });
}

let replies = 0;

async function answer(dispatcher: Dispatcher, connectionId: number, message: Buffer): Promise<Buffer | undefined> {
  const { requestId, opCode } = readHeader(message);
  replies = (replies + 1) & 0x7fffffff;
  const answered = isAnswered(message);
  try {
    const request = parseMessage(message);
    const reply = await dispatch(dispatcher, connectionId, request);
    return answered ? encodeReply(reply, opCode, requestId, replies) : undefined;
  } catch (error) {
    return answered ? encodeReply(errorReply(error), opCode, requestId, replies) : undefined;
  }
}

/** Also when the client goes away without reading. */
function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    socket.off('drain', done);
    socket.off('close', done);
    resolve();
  };
  socket.on('drain', done);
  socket.on('close', done);
  return promise;
}
