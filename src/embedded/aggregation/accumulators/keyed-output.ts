/** What `$top` and its kind are given of each document: an output, and the key of its place in their order. */

export type End = 'top' | 'bottom';

export interface KeyedOutput {
  readonly key: string;
  readonly output: unknown;
}

export function isKeyedOutput(value: unknown): value is KeyedOutput {
  return typeof value === 'object' && value !== null && 'key' in value && 'output' in value;
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
