/** One more entry for a file that lists several, as an insertion into its text: every byte that was there stays. */
import type { JsonObject } from '../app.ts';
import { printText } from '../print.ts';

const INDENT = '    ';

/** A new list for an absent file. Undefined when the text is no JSON array: then there is no place for an entry. */
export function appendToList(bytes: Uint8Array | undefined, entry: JsonObject): Uint8Array | undefined {
  if (bytes === undefined) return printText(`[${placeEntry(entry, `\n${INDENT}`)}\n]\n`);
  // One character a byte: offsets in the text are offsets in the file, whatever it holds besides ASCII.
  const text = Buffer.from(bytes).toString('latin1');
  const length = countEntries(bytes);
  if (length === undefined) return undefined;
  const end = text.lastIndexOf(']');
  const at = text.slice(0, end).trimEnd().length;
  const inserted = length === 0 ? placeFirst(text, entry) : `,${placeEntry(entry, gapBeforeFirst(text))}`;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(length === 0 ? end : at)]);
}

function countEntries(bytes: Uint8Array): number | undefined {
  try {
    // The decoder takes a byte-order mark away, which is no JSON.
    const list: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(list) ? list.length : undefined;
  } catch {
    // What is wrong with the text is said, with its place, where the app is read.
    return undefined;
  }
}

function placeFirst(text: string, entry: JsonObject): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return `${placeEntry(entry, lineBreak + INDENT)}${lineBreak}`;
}

/** What stands between the bracket and the first entry: a line break and its indentation, a blank, or nothing. */
function gapBeforeFirst(text: string): string {
  const start = text.indexOf('[') + 1;
  return /^\s*/.exec(text.slice(start))?.[0] ?? '';
}

function placeEntry(entry: JsonObject, gap: string): string {
  const [lineBreak] = /\r?\n/.exec(gap) ?? [];
  if (lineBreak === undefined) return gap + JSON.stringify(entry);
  const indent = gap.slice(gap.lastIndexOf('\n') + 1);
  const lines = JSON.stringify(entry, null, indent === '' ? INDENT : indent).split('\n');
  return lineBreak + indent + lines.join(lineBreak + indent);
}
