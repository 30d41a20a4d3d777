/** Sizes for a person. */

const UNITS = ['kB', 'MB', 'GB', 'TB'];

export function renderBytes(bytes: number): string {
  let [value, unit] = [bytes, bytes === 1 ? 'byte' : 'bytes'];
  for (const larger of UNITS) {
    // What would be printed as 1000 of a unit is 1.0 of the next one.
    if (value < 999.5) break;
    [value, unit] = [value / 1000, larger];
  }
  const digits = unit.startsWith('byte') || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}
