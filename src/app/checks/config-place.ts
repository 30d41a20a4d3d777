/** Where in a JSON file of the app an issue lies, for checks that have the app and its files but no parsed file. */
import type { AppFiles } from '../app.ts';
import type { IssuePlace } from '../issue-codes.ts';
import { createPositions, type JsonPath, type JsonPositions, toJsonPointer } from '../json/json-positions.ts';
import { decodeText } from '../json/text.ts';

export function placeInConfig(files: AppFiles, file: string, path: JsonPath): IssuePlace {
  const bytes = files.get(file);
  const positions = bytes && positionsIn(file, bytes);
  if (positions === undefined) return { file };
  return { file, pointer: toJsonPointer(path), ...positions.ofValue(path) };
}

/** A file that lists thousands of resources may have an issue for each: it is parsed once. */
const known = new WeakMap<Uint8Array, JsonPositions>();

function positionsIn(file: string, bytes: Uint8Array): JsonPositions | undefined {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const { text } = decodeText(file, bytes);
  if (text === undefined) return undefined;
  const positions = createPositions(text);
  known.set(bytes, positions);
  return positions;
}
