/** Values to the JSON text that old exports had: four spaces, and a newline at the end. Keys keep their order. */
import type { JsonValue } from './app.ts';

const encoder = new TextEncoder();

export function printJson(value: JsonValue): Uint8Array {
  return encoder.encode(`${JSON.stringify(value, null, 4)}\n`);
}

export function printText(text: string): Uint8Array {
  return encoder.encode(text);
}
