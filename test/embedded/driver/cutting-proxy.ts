/** A proxy before an engine that ends a connection at a chosen command: before the engine sees it, or before its answer is read. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { MessageFraming } from '../../../src/embedded/wire/framing.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

export interface CuttingProxy {
  readonly uri: string;
  /** The next commands of that name lose their connection, as many as are said. */
  cut(command: string, when: 'before it arrives' | 'before its answer', times?: number): void;
  close(): Promise<void>;
}

/** Of an OP_MSG: header, flags, kind of section, length of the document, type of its first element. Its name follows. */
const NAME_OFFSET = 16 + 4 + 1 + 4 + 1;

export async function startCuttingProxy(engineUri: string): Promise<CuttingProxy> {
  const path = decodeURIComponent(/^mongodb:\/\/([^/?]+)/.exec(engineUri)?.[1] ?? '');
  const sockets = new Set<Socket>();
  const cuts: { command: string; when: string }[] = [];
  const server = createServer((client) => {
    const engine = connect(path);
    const end = () => {
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket
        .on('error', end)
        .on('close', end)
        .on('close', () => sockets.delete(socket));
    }
    let answerIsLost = false;
    const framing = new MessageFraming(DEFAULT_LIMITS.engineMessageBytesMax);
    client.on('data', (piece) => {
      for (const message of framing.push(piece)) {
        const found = cuts.findIndex(({ command }) => command === commandName(message));
        const when = found === -1 ? undefined : cuts.splice(found, 1)[0]?.when;
        if (when === 'before it arrives') return end();
        answerIsLost ||= when === 'before its answer';
        engine.write(message);
      }
    });
    engine.on('data', (piece) => (answerIsLost ? end() : client.write(piece)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true&serverMonitoringMode=poll`,
    cut(command, when, times = 1) {
      for (let time = 0; time < times; time++) cuts.push({ command, when });
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function commandName(message: Buffer): string {
  return message.toString('latin1', NAME_OFFSET, message.indexOf(0, NAME_OFFSET));
}
