/** The engine's thread: opens the file, serves the socket, and reports to the thread that started it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Limits } from '../limits.ts';
import { startServer, type TcpOptions } from './server.ts';
import { DataFileError, type DataFileProblem } from './storage/data-file-error.ts';
import { Store } from './storage/store.ts';

export interface WorkerInput {
  readonly dataFile: string;
  readonly socketPath: string;
  readonly limits: Limits;
  readonly tcp?: TcpOptions | undefined;
}

export type WorkerReport =
  | { readonly kind: 'ready'; readonly port: number | undefined }
  | { readonly kind: 'port in use' }
  | { readonly kind: 'failed'; readonly problem: DataFileProblem };

async function run(port: MessagePort, { dataFile, socketPath, limits, tcp }: WorkerInput): Promise<void> {
  const report = (message: WorkerReport) => port.postMessage(message);
  try {
    const store = new Store(dataFile, limits, endThread);
    const server = await startServer(store, socketPath, tcp);
    // The one message that the other thread sends means: end.
    port.once('message', () => void server.close().then(() => port.close()));
    report({ kind: 'ready', port: server.port });
  } catch (error) {
    if (isPortInUse(error)) report({ kind: 'port in use' });
    else report({ kind: 'failed', problem: problemOf(error) });
    port.close();
  }
}

function problemOf(error: unknown): DataFileProblem {
  if (error instanceof DataFileError) return error.problem;
  return { kind: 'unusable', reason: error instanceof Error ? error.message : String(error) };
}

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}

/** Thrown where nothing catches it, so that the thread ends and the other one learns why. */
function endThread(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

if (parentPort !== null) await run(parentPort, workerData as WorkerInput);
