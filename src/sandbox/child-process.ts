/** Starts a child and speaks frames with it. Knows processes and pipes, nothing of calls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { closeMarker, type Marker, openMarker, readMarker } from './marker.ts';
import { type Frame, FrameReader } from './protocol.ts';
import { readResidentBytes } from './resident-memory.ts';

export interface SandboxProcess {
  readonly pid: number | undefined;
  send(frame: Buffer): void;
  /** What the child is executing now. */
  readMarker(): Marker;
  /** Its resident memory; undefined where the system does not tell. */
  readMemoryBytes(): number | undefined;
  /** Ends the child at once; `onEnd` follows. */
  kill(): void;
}

export interface SandboxProcessOptions {
  /** Unique name for the marker file. */
  readonly name: string;
  readonly frameBytesMax: number;
  readonly onFrame: (frame: Frame) => void;
  /** The child broke the protocol; it has been killed. */
  readonly onMalformed: (reason: string) => void;
  /** The child is gone and everything that it sent has been handled. `stderr` is the end of what it printed. */
  readonly onEnd: (end: { readonly marker: Marker; readonly stderr: string; readonly reason: string }) => void;
}

const STDERR_CHARACTERS_MAX = 4096;

/** Throws when the process cannot be created at all. */
export function startSandboxProcess(options: SandboxProcessOptions): SandboxProcess {
  const markerDescriptor = openMarker(tmpdir(), options.name);
  const addon = findAddon();
  const readable = [`--allow-fs-read=${dirname(CHILD_FILE)}/`, `--allow-fs-read=${addon}`];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...readable, CHILD_FILE, addon], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', markerDescriptor],
    env: {},
    cwd: dirname(CHILD_FILE),
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Duplex)) throw new Error('the child has no pipe');
  const stderr = keepEnd(child);
  const kill = (): void => void child.kill('SIGKILL');
  const reader = new FrameReader(options.frameBytesMax);
  pipe.on('data', (chunk: Buffer) => {
    try {
      reader.read(chunk, options.onFrame);
    } catch (error) {
      kill();
      pipe.destroy();
      options.onMalformed(error instanceof Error ? error.message : String(error));
    }
  });
  // A write to a child that has just died; its end is reported by `close`.
  pipe.on('error', () => {});
  let failure = '';
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('close', (code, signal) => {
    const marker = readMarker(markerDescriptor);
    closeMarker(markerDescriptor);
    const reason = failure || (signal === null ? `exit code ${code}` : `signal ${signal}`);
    options.onEnd({ marker, stderr: stderr(), reason });
  });
  return {
    pid: child.pid,
    send: createSender(pipe),
    readMarker: () => readMarker(markerDescriptor),
    readMemoryBytes: () => readResidentBytes(child.pid),
    kill,
  };
}

/** Frames of one turn of the event loop leave in one write. */
function createSender(pipe: Duplex): (frame: Buffer) => void {
  let frames: Buffer[] = [];
  const flush = (): void => {
    const data = frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
    frames = [];
    if (!pipe.destroyed) pipe.write(data);
  };
  return (frame) => {
    if (frames.push(frame) === 1) setImmediate(flush);
  };
}

function keepEnd(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_CHARACTERS_MAX);
  });
  return () => text;
}

const HERE = realpathSync(fileURLToPath(import.meta.url));
/** Unbuilt, Node strips the types of the child's files itself. */
const CHILD_FILE = join(dirname(HERE), HERE.endsWith('.ts') ? 'child.ts' : 'child.js');

/** isolated-vm needs a process whose own start-up snapshot is off, and it is a native addon. */
const NODE_FLAGS = ['--no-node-snapshot', '--permission', '--allow-addons', '--no-warnings'];

/**
 * The addon's file, found here so that the child needs to read nothing but itself and that one file. Real paths, since a
 * package may be installed through a link.
 */
function findAddon(): string {
  const main = realpathSync(createRequire(import.meta.url).resolve('isolated-vm'));
  const loader: { path(directory: string): string } = createRequire(main)('node-gyp-build');
  return realpathSync(loader.path(dirname(main)));
}
