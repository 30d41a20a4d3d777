/** The engine's thread: opens the file, serves the socket, and reports to the thread that started it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Limits } from '../limits.ts';
import { startServer } from './server.ts';
import { DataFileError, type DataFileProblem } from './storage/data-file.ts';
import { Store } from './storage/store.ts';

export interface WorkerInput {
  readonly dataFile: string;
  readonly socketPath: string;
  readonly limits: Limits;
}

export type WorkerReport = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly problem: DataFileProblem };

async function run(port: MessagePort, { dataFile, socketPath, limits }: WorkerInput): Promise<void> {
  const report = (message: WorkerReport) => port.postMessage(message);
  try {
    const store = new Store(dataFile, limits, endThread);
    const server = await startServer(store, socketPath);
    // The one message that the other thread sends means: end.
    port.once('message', () => void server.close().then(() => port.close()));
    report({ kind: 'ready' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report({ kind: 'failed', problem: error instanceof DataFileError ? error.problem : { kind: 'unusable', reason } });
    port.close();
  }
}

/** Thrown where nothing catches it, so that the thread ends and the other one learns why. */
function endThread(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

if (parentPort !== null) await run(parentPort, workerData as WorkerInput);
