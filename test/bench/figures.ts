/** How figures are printed: what, how much, and what it must reach. */
export function print(what: string, figure: string, goal: string): void {
  process.stdout.write(`${what.padEnd(52)} ${figure.padEnd(40)} ${goal}\n`);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
