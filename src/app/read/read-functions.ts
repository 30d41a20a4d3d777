/** Functions: a directory for each in layouts A and B, one list and a tree of sources in layouts C and D. */
import type { AppFunction } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { parseFunction } from '../kinds/function-config.ts';
import { functionNameOf, functionSourcePath } from '../path-roles.ts';
import type { AppPaths, SourceDirectory } from './app-paths.ts';
import type { AppReader } from './app-reader.ts';
import { reportMissingConfig } from './read-services.ts';

export function readFunctions(paths: AppPaths, reader: AppReader): AppFunction[] {
  const [list] = paths.byFile.get('function-list') ?? [];
  const ofDirectories = paths.functions.flatMap((directory) => readDirectory(directory, reader));
  if (list === undefined) {
    for (const path of paths.functionSources)
      reader.report('MissingFunctionList', path, { name: functionNameOf(path) });
    return ofDirectories;
  }
  const listed = reader.readList(list, (file) => parseEntry(file, reader));
  if (listed === undefined) return [];
  const names = new Set(listed.map(({ name }) => name));
  for (const path of paths.functionSources) {
    const name = functionNameOf(path);
    if (!names.has(name)) reader.report('FunctionNotListed', path, { name });
  }
  return listed;
}

function readDirectory({ directory, configPath, sourcePath }: SourceDirectory, reader: AppReader): AppFunction[] {
  if (configPath === undefined) {
    reportMissingConfig('function', directory, reader);
    return [];
  }
  const file = reader.read(configPath);
  if (file === undefined) return [];
  const { function: parsed, issues } = parseFunction(file, reader.limits);
  reader.add(issues);
  if (parsed === undefined) return [];
  return [{ ...parsed, configPath, configAt: [], sourcePath: sourcePath ?? `${directory}/source.js` }];
}

function parseEntry(file: JsonFile, reader: AppReader): { entry: AppFunction | undefined; issues: readonly Issue[] } {
  const { function: parsed, issues } = parseFunction(file, reader.limits, { nested: true });
  if (parsed === undefined) return { entry: undefined, issues };
  const sourcePath = functionSourcePath(parsed.name);
  const isUsable = issues.every(({ severity }) => severity !== 'error');
  if (isUsable && !reader.has(sourcePath)) {
    const missing = issueAt('MissingFunctionSource', file, ['name'], { name: parsed.name, path: sourcePath });
    return { entry: undefined, issues: [...issues, missing] };
  }
  return { entry: { ...parsed, configPath: file.path, configAt: file.at, sourcePath }, issues };
}
