/** How far BSON's whole numbers reach. */

export const INT_MIN = -0x8000_0000;
export const INT_MAX = 0x7fff_ffff;
export const LONG_MIN = -(1n << 63n);
export const LONG_MAX = (1n << 63n) - 1n;

export function fitsInt(value: number): boolean {
  return value >= INT_MIN && value <= INT_MAX;
}

export function fitsLong(value: bigint): boolean {
  return value >= LONG_MIN && value <= LONG_MAX;
}
