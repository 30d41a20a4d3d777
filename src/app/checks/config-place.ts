/** Where in a JSON file of the app an issue lies, for checks that have the app and its files but no parsed file. */
import type { AppFiles } from '../app.ts';
import type { IssuePlace } from '../issue-codes.ts';
import { createPositions, type JsonPath, toJsonPointer } from '../json-positions.ts';
import { decodeText } from '../text.ts';

export function placeInConfig(files: AppFiles, file: string, path: JsonPath): IssuePlace {
  const bytes = files.get(file);
  const text = bytes && decodeText(file, bytes).text;
  if (text === undefined) return { file };
  return { file, pointer: toJsonPointer(path), ...createPositions(text).ofValue(path) };
}
