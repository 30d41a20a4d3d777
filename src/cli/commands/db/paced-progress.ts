/** Progress of work that has many steps, as lines that come no faster than they can be read. */
import type { CommandContext } from '../../command.ts';

const LINE_EVERY_MS = 2_000;

/** The answer prints a line, unless the last one is too fresh. The text is made only then. */
export function pacedProgress({ output, now }: Pick<CommandContext, 'output' | 'now'>): (text: () => string) => void {
  let last = now().getTime();
  return (text) => {
    const time = now().getTime();
    if (time - last < LINE_EVERY_MS) return;
    last = time;
    output.progress(text());
  };
}
