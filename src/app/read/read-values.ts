/** Named constants, a file for each in every layout. */
import type { AppValue } from '../app.ts';
import { parseValue } from '../kinds/value-file.ts';
import type { AppPaths } from './app-paths.ts';
import type { AppReader } from './app-reader.ts';

export function readValues(paths: AppPaths, reader: AppReader): AppValue[] {
  return (paths.byFile.get('value') ?? []).flatMap((path) => {
    const file = reader.read(path);
    if (file === undefined) return [];
    const { value, issues } = parseValue(file, reader.limits);
    reader.add(issues);
    return value === undefined ? [] : [value];
  });
}
