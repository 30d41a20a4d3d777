/** Runs the built program as a child process, with a home and a data directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');

export interface Home {
  readonly directory: string;
  readonly dataDirectory: string;
  remove(): Promise<void>;
}

export async function createHome(): Promise<Home> {
  const directory = await mkdtemp(join(tmpdir(), 'webhook-cli-e2e-'));
  return {
    directory,
    dataDirectory: join(directory, 'data'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. */
export async function runProgram(
  home: Home,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Finished> {
  const child = start(home, args, options);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin?.end(options.input ?? '');
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, stdout: stdout(), stderr: stderr() };
}

export interface Serving {
  readonly origin: string;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends the signal and answers the exit status. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `serve` on a free port and waits until it answers. */
export function startServe(
  home: Home,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Serving> {
  return startListening(home, ['serve', '--port', '0', ...args], /http:\/\/127\.0\.0\.1:\d+/, env);
}

/** Starts a command and waits until it prints where it listens: what the pattern finds on its stdout. */
export async function startListening(
  home: Home,
  args: readonly string[],
  address: RegExp,
  env: Record<string, string> = {},
): Promise<Serving> {
  const child = start(home, args, { env });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const origin = await waitForAddress(child, address, stdout, stderr);
  return {
    origin,
    pid: child.pid ?? -1,
    stdout,
    stderr,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

function start(
  home: Home,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> },
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? home.directory,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home.directory,
      WEBHOOK_CLI_DATA_DIR: home.dataDirectory,
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function waitForAddress(
  child: ChildProcess,
  address: RegExp,
  stdout: () => string,
  stderr: () => string,
): Promise<string> {
  return new Promise((resolved, rejected) => {
    const look = () => {
      const found = address.exec(stdout())?.[0];
      if (found !== undefined) resolved(found);
    };
    child.stdout?.on('data', look);
    child.on('close', (status) =>
      rejected(new Error(`the command ended with ${status} before it was ready\n${stdout()}\n${stderr()}`)),
    );
  });
}
