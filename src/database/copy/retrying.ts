/** Steps at the target, tried again while it is away: a lost connection or a change of the primary ends no copy. */
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '../database-away.ts';
import type { CopyContext } from './copy-context.ts';

const FIRST_WAIT_MS = 100;

/** `step` is told whether it has failed before: then a part of it may be done. */
export async function retrying<T>(
  { limits, signal, onProgress }: CopyContext,
  namespace: string,
  step: (isRepeated: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await step(tries > 0);
    } catch (error) {
      if (!isDatabaseAway(error) || tries >= limits.copyRetriesMax) throw error;
      onProgress({ step: 'Waiting', namespace, documents: 0 });
    }
    await delay(Math.min(FIRST_WAIT_MS * 2 ** tries, limits.copyRetryMsMax), undefined, { signal });
  }
}
