/** The one order of names and paths: by code unit, the same in every language of a machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
