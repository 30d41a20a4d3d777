/** `db compact`: gives back the space that removed documents left in the data file. */
import { compactDataFile } from '../../../embedded/maintenance/compact.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext } from '../../command.ts';
import { startStopwatch } from '../../stopwatch.ts';
import { findDataFile } from './embedded-file.ts';
import { renderBytes } from './render-bytes.ts';

export async function runDbCompact(_: unknown, { settings, env, output }: CommandContext): Promise<number> {
  const dataFile = findDataFile('db compact', settings);
  const stopwatch = startStopwatch();
  output.progress(`Compacting ${dataFile}… Ctrl-C is heeded at its end; other programs read on, and their writes wait`);
  const { beforeBytes, afterBytes, isShrunk } = compactDataFile(dataFile, { limits: settings.limits, env });
  const durationMs = Math.round(stopwatch.elapsedMs());
  if (!isShrunk) {
    output.warning('another program still reads the old state: the file shrinks when that one has read to its end');
  }
  output.result(
    `Compacted ${dataFile}: ${renderBytes(beforeBytes)} before, ${renderBytes(afterBytes)} after (${durationMs} ms)`,
    { dataFile, beforeBytes, afterBytes, isShrunk, durationMs },
  );
  return EXIT_CODES.done;
}
