import { describe, expect, it } from 'vitest';
import { renderBytes } from '../../../src/cli/commands/db/render-bytes.ts';

describe('a size for a person', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_400, '999 kB'],
    [999_600, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
    [5e15, '5000 TB'],
  ])('of %d is %s', (bytes, text) => {
    expect(renderBytes(bytes)).toBe(text);
  });
});
