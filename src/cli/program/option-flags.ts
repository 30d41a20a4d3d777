/** What the flags text of an option says: `-o, --output <dir>` → short, long, value and the name a command reads. */

export interface ParsedFlags {
  /** With its dash; only some options have one. */
  readonly short: string | undefined;
  /** With both dashes. */
  readonly long: string;
  /** The value's name without brackets; undefined for a switch. */
  readonly value: string | undefined;
  /** Takes all the words up to the next flag. */
  readonly isVariadic: boolean;
}

export function parseFlags(flags: string): ParsedFlags {
  const match = /^(?:(-\w), )?(--[a-z][a-z-]*)(?: <([^<>]+)>)?$/.exec(flags);
  const [, short, long, value] = match ?? [];
  if (long === undefined) throw new TypeError(`"${flags}" is not written like "-o, --output <dir>"`);
  return { short, long, value: value?.replace(/\.{3}$/, ''), isVariadic: value?.endsWith('...') ?? false };
}
