/** The child's side of the pipe: frames of one turn leave in one write, and nothing is lost when user code blocks. */
import { writeSync } from 'node:fs';

export interface Output {
  send(frame: Buffer): void;
  /** Hands everything to the system before returning. */
  flush(): void;
}

export function createOutput(descriptor: number): Output {
  let frames: Buffer[] = [];
  return {
    send: (frame) => void frames.push(frame),
    flush() {
      if (frames.length === 0) return;
      const data = frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
      frames = [];
      for (let offset = 0; offset < data.length; ) offset += writeSync(descriptor, data, offset);
    },
  };
}
