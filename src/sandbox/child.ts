/**
 * The process that runs user code. It has no file access beyond its own code, no environment and no address of anything; all
 * it holds is one pipe. It reads and writes that pipe without the event loop: nothing else happens here, and a blocking read
 * is both the fastest way to wait and the shortest program.
 */
import { readSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Ivm from 'isolated-vm';
import { createOutput } from './child-output.ts';
import { Engine } from './engine.ts';
import { createMarkerWriter } from './marker.ts';
import { type Frame, FrameReader, MalformedFrame, PROTOCOL_VERSION, type StartData, TO_CHILD } from './protocol.ts';

/** The addon itself, whose path the parent has found: looking for it would take more rights than using it. */
const { ivm }: { readonly ivm: typeof Ivm } = createRequire(import.meta.url)(process.argv[2] ?? '');

const PIPE = 3;
const MARKER = 4;
const READ_BYTES = 64 * 1024;
/** Until the first frame has told the real limit. */
const START_BYTES_MAX = 16 * 1024 * 1024;

function run(): void {
  const output = createOutput(PIPE);
  const marker = createMarkerWriter(MARKER);
  const waiting: Frame[] = [];
  let reader = new FrameReader(START_BYTES_MAX);
  const keep = (frame: Frame): void => void waiting.push(frame);
  let engine: Engine | undefined;
  const handle = (frame: Frame): void => {
    if (engine !== undefined) {
      engine.handle(frame);
      return;
    }
    const start = readStart(frame);
    reader = new FrameReader(start.limits.messageBytesMax);
    engine = new Engine(ivm, start, output, marker);
  };
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const turn = (): void => {
    const size = readSync(PIPE, buffer, 0, READ_BYTES, null);
    if (size === 0) process.exit(0);
    // A copy of what came, since frames and their rests are views of it.
    reader.read(Buffer.from(buffer.subarray(0, size)), keep);
    for (const frame of waiting.splice(0)) handle(frame);
    marker.leave();
    output.flush();
    // Back through the event loop, where V8 finishes its own clean-up work.
    setImmediate(turn);
  };
  turn();
}

function readStart(frame: Frame): StartData {
  if (frame.kind !== TO_CHILD.start) throw new MalformedFrame('the first frame must be the start');
  const start: StartData = JSON.parse(frame.payload.toString());
  if (start.version !== PROTOCOL_VERSION) throw new MalformedFrame(`protocol version ${start.version}`);
  return start;
}

// A signal to the whole process group means the parent, which drains first; this process ends when the pipe does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
run();
