/** What a person types at prompts, one answer each: the next one arrives when the next question has been put. */
import { PassThrough } from 'node:stream';

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
        stdin.write(left.shift() ?? '');
      }, 20);
    }
    return resume();
  };
  return stdin;
}
