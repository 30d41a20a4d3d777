/** JSON files of the app for checks, which have the app and its files. What is wrong with their text was said when they were parsed. */
import type { AppFiles, Definition, JsonValue } from '../app.ts';
import { valueAt } from '../json/config-schema.ts';
import { decodeText } from '../json/text.ts';

/** Undefined for a file that is not there, or no JSON. */
export function readConfigFile(files: AppFiles, path: string): JsonValue | undefined {
  const bytes = files.get(path);
  const text = bytes && decodeText(path, bytes).text;
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser of the app has reported it, with its place.
    return undefined;
  }
}

/** Reads a file that lists many resources once for all of them, as long as they come in order. */
export function createConfigReader(files: AppFiles): (definition: Definition) => JsonValue | undefined {
  let last: { readonly path: string; readonly json: JsonValue | undefined } | undefined;
  return ({ configPath, configAt }) => {
    if (last?.path !== configPath) last = { path: configPath, json: readConfigFile(files, configPath) };
    return last.json === undefined ? undefined : valueAt(last.json, configAt);
  };
}
