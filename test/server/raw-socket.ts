/** A client that sends exactly these bytes and reads until the server closes or is quiet. */
import { connect } from 'node:net';

export interface RawAnswer {
  /** Statuses of all answers on the connection, in order. */
  readonly statuses: number[];
  readonly text: string;
  readonly closed: boolean;
}

export function sendRaw(port: number, bytes: string | Buffer, options: { quietMs?: number } = {}): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    let quiet: NodeJS.Timeout | undefined;
    const finish = (closed: boolean): void => {
      clearTimeout(quiet);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({
        text,
        closed,
        statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
      });
    };
    const waitForQuiet = (): void => {
      clearTimeout(quiet);
      quiet = setTimeout(() => finish(false), options.quietMs ?? 60);
    };
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      waitForQuiet();
    });
    socket.on('error', () => finish(true));
    socket.on('close', () => finish(true));
    if (options.quietMs !== undefined) waitForQuiet();
  });
}
