/** What a person types at prompts, one answer each: the next one arrives when the next question has been put. */
import { PassThrough } from 'node:stream';

/** Between an answer that is refused and the next try at the same question. */
export const again = '\u0000';

/** `\n` stands for the Enter key, `\u001b[B` for the arrow down. */
export function typedAnswers(answers: readonly string[]): PassThrough {
  const left = [...answers];
  const stdin = new PassThrough();
  const resume = stdin.resume.bind(stdin);
  let waiting = false;
  // A prompt resumes the stream when it is ready for keys.
  stdin.resume = () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => {
        waiting = false;
        const tries = left.shift()?.split(again) ?? [];
        for (const [index, keys] of tries.entries()) setTimeout(() => stdin.write(keys), index * 50);
      }, 20);
    }
    return resume();
  };
  return stdin;
}
