/** A database behind a TCP port that can be cut: an embedded engine, so that no server needs to be stopped. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEngine } from '../../src/embedded/embedded.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

export interface DatabaseProxy {
  readonly uri: string;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  end(): Promise<void>;
}

export async function startDatabaseProxy(): Promise<DatabaseProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'webhook-cli-proxy-'));
  const engine = await startEmbeddedEngine({ dataFile: join(directory, 'data.sqlite'), limits: DEFAULT_LIMITS });
  const path = decodeURIComponent(/^mongodb:\/\/([^/?]+)/.exec(engine.uri)?.[1] ?? '');
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(path);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  const port = await listen(server, 0);
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    // A reset, as of a machine that is gone: version 7.9 of the driver waits for ever to write to a monitoring connection
    // that ends without an error in the same turn as one that it reads from.
    for (const socket of sockets) {
      if (socket.remoteAddress === undefined) socket.destroy();
      else socket.resetAndDestroy();
    }
    await closed;
  };
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    cut,
    async mend() {
      await listen(server, port);
    },
    async end() {
      await cut();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
