/**
 * The MongoDB-compatible engine, started: a worker thread that serves one SQLite file on a unix socket. Several processes may
 * each start one on the same file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WebhookCliError } from '../errors.ts';
import { ownedPrefix, removeLeftovers } from '../leftovers.ts';
import type { Limits } from '../limits.ts';
import { problemError } from './problem-error.ts';
import type { TcpOptions } from './server.ts';
import type { WorkerInput, WorkerReport } from './worker.ts';

export interface EmbeddedEngineOptions {
  /** Path of the SQLite file; created with mode 0600 when it is missing, its directory must exist. */
  readonly dataFile: string;
  readonly limits: Limits;
  /** Also listen on the loopback interface, for clients that prove a password. */
  readonly tcp?: TcpOptions;
}

export interface EmbeddedEngine {
  /** For the unmodified driver. */
  readonly uri: string;
  /** Of the TCP listener, when one was asked for. */
  readonly port: number | undefined;
  /** Why the engine's thread ended by itself; undefined while all is well. */
  failure(): Error | undefined;
  /** Resolves when the thread has ended, by itself or by `close`. */
  readonly ended: Promise<void>;
  /** Ends the thread after the writes that wait, and removes the socket. May be called more than once. */
  close(): Promise<void>;
}

/** A unix socket's path is kept by the system in 108 bytes, and cut or refused beyond. */
const SOCKET_PATH_BYTES_MAX = 100;
const DIRECTORY_PREFIX = 'webhook-cli-';
/** The ending by which a connection string's host is taken for the path of a socket. */
const SOCKET_NAME = 'e.sock';

/** Throws WebhookCliError DataFileUnusable, DataFileBusy, DataFileTooNew, DataFileOnNetwork, DatabasePortInUse or EmbeddedEngineFailed. */
export async function startEmbeddedEngine({ dataFile, limits, tcp }: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const directory = makeSocketDirectory();
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  const forget = () => {
    process.off('exit', remove);
    remove();
  };
  const socketPath = join(directory, SOCKET_NAME);
  const thread = startThread({ dataFile, socketPath, limits, tcp }, forget);
  const port = await thread.ready;
  return {
    uri: `mongodb://${encodeURIComponent(socketPath)}/?directConnection=true&serverMonitoringMode=poll`,
    port,
    failure: thread.failure,
    ended: thread.ended,
    close: thread.close,
  };
}

/** `mkdtemp` makes it with mode 0700, so that no other user can connect. */
function makeSocketDirectory(): string {
  removeLeftovers(tmpdir(), DIRECTORY_PREFIX);
  const prefix = join(tmpdir(), ownedPrefix(DIRECTORY_PREFIX));
  if (Buffer.byteLength(`${prefix}XXXXXX/${SOCKET_NAME}`) > SOCKET_PATH_BYTES_MAX) {
    const reason = `the temporary directory ${tmpdir()} has too long a name for a socket; set TMPDIR to a shorter one`;
    throw new WebhookCliError('EmbeddedEngineFailed', { reason });
  }
  try {
    return mkdtempSync(prefix);
  } catch (error) {
    const reason = `cannot make a directory for its socket: ${error instanceof Error ? error.message : String(error)}`;
    throw new WebhookCliError('EmbeddedEngineFailed', { reason }, { cause: error });
  }
}

function startThread(input: WorkerInput, ended: () => void) {
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), { workerData: input });
  const ready = Promise.withResolvers<number | undefined>();
  const gone = Promise.withResolvers<void>();
  let failure: Error | undefined;
  let closing = false;
  const fail = (error: Error) => {
    failure ??= error;
    ready.reject(failure);
  };
  const late = setTimeout(() => {
    fail(new WebhookCliError('EmbeddedEngineFailed', { reason: `not ready within ${input.limits.engineStartMs} ms` }));
    void worker.terminate();
  }, input.limits.engineStartMs);
  worker.on('message', (report: WorkerReport) => {
    clearTimeout(late);
    if (report.kind === 'ready') ready.resolve(report.port);
    else if (report.kind === 'port in use')
      fail(new WebhookCliError('DatabasePortInUse', { port: input.tcp?.port ?? 0 }));
    else fail(problemError(input.dataFile, report.problem));
  });
  worker.on('error', (error) =>
    fail(new WebhookCliError('EmbeddedEngineFailed', { reason: error.message }, { cause: error })),
  );
  worker.once('exit', (code) => {
    clearTimeout(late);
    if (!closing) fail(new WebhookCliError('EmbeddedEngineFailed', { reason: `its thread ended with ${code}` }));
    ended();
    gone.resolve();
  });
  const close = () => {
    closing = true;
    return closeThread(worker, gone.promise, input.limits);
  };
  return { ready: ready.promise, failure: () => failure, ended: gone.promise, close };
}

async function closeThread(worker: Worker, gone: Promise<void>, limits: Limits): Promise<void> {
  worker.postMessage('close');
  const late = setTimeout(() => void worker.terminate(), limits.engineCloseMs);
  await gone;
  clearTimeout(late);
}
