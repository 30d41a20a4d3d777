/** The socket side of the engine: connections, one message after the other on each, and the work that comes by the clock. */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { UUID } from '../bson/bson.ts';
import { ConnectionAuth } from './authentication/connection-auth.ts';
import { type Credentials, makeCredentials } from './authentication/scram.ts';
import { Cursors } from './commands/cursors.ts';
import { type Dispatcher, dispatch, errorReply } from './commands/dispatch.ts';
import type { Connection } from './connection.ts';
import { EngineMonitor } from './monitoring/engine-monitor.ts';
import type { Store } from './storage/store.ts';
import { sweepExpired } from './storage/ttl.ts';
import { MessageFraming } from './wire/framing.ts';
import { isAnswered, parseMessage, readHeader } from './wire/message.ts';
import { encodeReply, type Reply } from './wire/reply.ts';

export interface EngineServer {
  /** The port of the TCP listener, when there is one. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

/** A TCP listener on the loopback interface, which asks for a password. */
export interface TcpOptions {
  /** 0 means any free one. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const LOOPBACK = '127.0.0.1';
const CURSOR_CHECK_MS = 60_000;
/** Of one connection. A driver sends one and waits; only hostile or pipelining clients send more. */
const WAITING_MESSAGES_MAX = 16;

/** Listens on a unix socket, whose directory decides who may connect, and on TCP if asked. The store is closed with the server. */
export async function startServer(store: Store, socketPath: string, tcp?: TcpOptions): Promise<EngineServer> {
  const dispatcher: Dispatcher = {
    store,
    cursors: new Cursors(store.limits),
    monitor: new EngineMonitor(() => store.catalog.ids()),
  };
  const connections = new Connections(dispatcher);
  const local = connections.listener(undefined, store.limits.engineConnectionsMax);
  await listen(local, { path: socketPath });
  const remote =
    tcp && connections.listener(makeCredentials(tcp.user, tcp.password), store.limits.engineConnectionsMax);
  try {
    if (remote !== undefined) await listen(remote, { host: LOOPBACK, port: tcp?.port });
  } catch (error) {
    local.close();
    throw error;
  }
  let isSweeping = false;
  const sweep = setInterval(async () => {
    if (isSweeping) return;
    isSweeping = true;
    // What a sweep could not remove, because the file was busy or full, the next one removes.
    await sweepExpired(store).catch(() => {});
    isSweeping = false;
  }, store.limits.engineTtlSweepMs);
  const check = setInterval(() => dispatcher.cursors.killIdle(), CURSOR_CHECK_MS);
  return {
    port: portOf(remote),
    async close() {
      clearInterval(sweep);
      clearInterval(check);
      const closed = [local, remote].map((server) => new Promise((resolve) => server?.close(resolve) ?? resolve(null)));
      connections.endAll();
      await Promise.all(closed);
      await store.close();
    },
  };
}

/** The sockets that are open, of every listener. */
class Connections {
  private readonly dispatcher: Dispatcher;
  private readonly sockets = new Set<Socket>();

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  listener(credentials: Credentials | undefined, connectionsMax: number): Server {
    const server = createServer((socket) => {
      const { connections } = this.dispatcher.monitor;
      const remote = socket.remoteAddress === undefined ? 'local' : `${socket.remoteAddress}:${socket.remotePort}`;
      connections.totalCreated += 1;
      const id = connections.totalCreated;
      const ended = new AbortController();
      const auth = new ConnectionAuth(credentials);
      const connection = { id, uuid: new UUID(), remote, auth, ended: ended.signal };
      this.sockets.add(socket);
      connections.add(connection);
      socket.once('close', () => {
        this.sockets.delete(socket);
        connections.remove(connection);
        ended.abort();
      });
      serve(socket, this.dispatcher, connection);
    });
    server.maxConnections = connectionsMax;
    return server;
  }

  endAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

function listen(server: Server, options: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options, resolve);
  return promise;
}

function portOf(server: Server | undefined): number | undefined {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

/** Answers in the order of the messages; reads no further while too many wait. */
function serve(socket: Socket, dispatcher: Dispatcher, connection: Connection): void {
  const framing = new MessageFraming(dispatcher.store.limits.engineMessageBytesMax);
  const waiting: Buffer[] = [];
  let answering = false;
  const answerAll = async () => {
    answering = true;
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      const reply = await answer(dispatcher, connection, message);
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

async function answer(dispatcher: Dispatcher, connection: Connection, message: Buffer): Promise<Buffer | undefined> {
  const { counters } = dispatcher.monitor;
  const { requestId, opCode } = readHeader(message);
  counters.requests += 1;
  counters.bytesIn += message.length;
  const replyId = counters.requests & 0x7fffffff;
  const answered = isAnswered(message);
  let reply: Reply;
  try {
    reply = await dispatch(dispatcher, connection, parseMessage(message));
  } catch (error) {
    reply = errorReply(error);
  }
  if (!answered) return undefined;
  const bytes = encodeAnswer(reply, opCode, requestId, replyId);
  counters.bytesOut += bytes.length;
  return bytes;
}

/** A reply that cannot be encoded, because it is too large, is an error too. */
function encodeAnswer(reply: Reply, opCode: number, requestId: number, replyId: number): Buffer {
  try {
    return encodeReply(reply, opCode, requestId, replyId);
  } catch (error) {
    return encodeReply(errorReply(error), opCode, requestId, replyId);
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
