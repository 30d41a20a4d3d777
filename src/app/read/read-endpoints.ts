/** The lists of HTTPS endpoints. They are kept and exported; this version answers none of them. */
import type { HttpsEndpoint } from '../app.ts';
import { issueAt } from '../json/config-schema.ts';
import { parseEndpoint } from '../kinds/endpoint-config.ts';
import type { AppPaths } from './app-paths.ts';
import type { AppReader } from './app-reader.ts';

export function readEndpoints(paths: AppPaths, reader: AppReader): HttpsEndpoint[] {
  return (paths.byFile.get('endpoint-list') ?? []).flatMap((path) => readList(path, reader));
}

function readList(path: string, reader: AppReader): HttpsEndpoint[] {
  const firstOf = new Map<string, string>();
  const endpoints = reader.readList(path, (file) => {
    const { endpoint, issues } = parseEndpoint(file);
    if (endpoint === undefined) return { entry: undefined, issues };
    const { method, route } = endpoint;
    const first = firstOf.get(`${method} ${route}`);
    if (first === undefined) firstOf.set(`${method} ${route}`, String(file.at[0]));
    const twin = first === undefined ? [] : [issueAt('DuplicateEndpoint', file, ['route'], { method, route, first })];
    return { entry: { ...endpoint, configPath: path, configAt: file.at }, issues: [...issues, ...twin] };
  });
  if (endpoints === undefined) return [];
  if (endpoints.length > 0) reader.report('EndpointsNotServed', path, { count: endpoints.length });
  return endpoints;
}
