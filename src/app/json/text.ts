/** Bytes to text: UTF-8 without exceptions, and positions in it. */
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';

export interface Position {
  /** Both count from 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const byteOrderMark = '\ufeff';

/** The text without its byte-order mark, or undefined when it is no text. */
export function decodeText(file: string, bytes: Uint8Array): { text: string | undefined; issues: readonly Issue[] } {
  let text: string;
  try {
    text = strictDecoder.decode(bytes);
  } catch {
    return { text: undefined, issues: [describeInvalidUtf8(file, bytes)] };
  }
  if (!text.startsWith(byteOrderMark)) return { text, issues: [] };
  return { text: text.slice(1), issues: [createIssue('ByteOrderMark', { file, line: 1, column: 1 }, {})] };
}

export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** `positionAt` for many offsets of one text: the lines are counted once. */
export function createLineIndex(text: string): (offset: number) => Position {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** The first faulty byte is where the text, written again after a forgiving reading, differs from the file. */
function describeInvalidUtf8(file: string, bytes: Uint8Array): Issue {
  const forgiven = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const rewritten = new TextEncoder().encode(forgiven);
  const found = bytes.findIndex((byte, index) => byte !== rewritten[index]);
  const offset = found === -1 ? bytes.length : found;
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  return createIssue('InvalidUtf8', { file, ...positionAt(before, before.length) }, { offset, byte });
}
