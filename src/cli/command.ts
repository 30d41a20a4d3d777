/** What a command is given by `main.ts`: its voice, its settings and everything that comes from outside the program. */
import type { Readable } from 'node:stream';
import type { Output } from './output.ts';
import type { Settings } from './settings/settings.ts';

export interface CommandContext {
  readonly output: Output;
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** True when prompts may be shown: a terminal on both ends and neither --yes, --no-input nor CI. */
  readonly interactive: boolean;
  /** --yes: confirm without asking. It never invents a value. */
  readonly assumeYes: boolean;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Uint8Array;
  /** Aborted by the first SIGINT or SIGTERM; `reason` is the signal's name. */
  readonly signal: AbortSignal;
}

/** A command returns its exit status or throws; only `main.ts` ends the process. */
export type RunCommand<Options> = (options: Options, context: CommandContext) => Promise<number>;
