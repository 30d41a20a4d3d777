/**
 * The files of an app to an app: each file is parsed and checked by itself. What needs more than one file to see is
 * `check-app.ts`. Used by every command on an app directory and by the server, so it opens no source.
 */
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { App, AppFiles, AppFunction, AppValue, IncomingWebhook, Service } from './app.ts';
import { listEntries } from './app-entries.ts';
import { type AppPaths, checkKeptFolders, type SourceDirectory, serviceDirectoryOf, sortPaths } from './app-paths.ts';
import { parseFunction } from './function-config.ts';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { type JsonFile, parseJsonFile } from './json-text.ts';
import { findRootFile } from './layout.ts';
import { parseWebhook } from './parse-webhook.ts';
import { parseRootFile } from './root-file.ts';
import { type ParsedService, parseService } from './service-config.ts';
import { parseValue } from './value-file.ts';

export interface ParsedApp {
  /**
   * Undefined when the root file cannot be used. A resource whose own file has errors may be missing or hold defaults, so
   * an app whose issues hold an error must not be deployed or served.
   */
  readonly app: App | undefined;
  readonly issues: Issue[];
}

export function parseApp(files: AppFiles, limits: Limits = DEFAULT_LIMITS): ParsedApp {
  const { rootFile, issues } = findRootFile(files, limits);
  if (rootFile === undefined) return { app: undefined, issues };
  const { root, issues: rootIssues } = parseRootFile(rootFile, limits);
  const reader = createReader(files, limits, [...issues, ...rootIssues]);
  const paths = sortPaths(files);
  const services = readServices(paths, reader);
  const functions = paths.functions.flatMap((directory) => readFunction(directory, reader));
  const values = paths.values.flatMap((path) => readValue(path, reader));
  for (const path of paths.rules) reader.read(path);
  reader.issues.push(...checkKeptFolders(paths.all));
  if (root === undefined) return { app: undefined, issues: reader.issues };
  const app = { manifestPath: rootFile.path, ...root, services, functions, values };
  return { app: { ...app, files: listEntries(paths.all, app) }, issues: reader.issues };
}

/** Reads JSON files and gathers what is wrong with them. */
interface Reader {
  readonly limits: Limits;
  readonly issues: Issue[];
  read(path: string): JsonFile | undefined;
}

function createReader(files: AppFiles, limits: Limits, issues: Issue[]): Reader {
  return {
    limits,
    issues,
    read(path) {
      const bytes = files.get(path);
      if (bytes === undefined) return undefined;
      const parsed = parseJsonFile(path, bytes, limits);
      issues.push(...parsed.issues);
      return parsed.file;
    },
  };
}

function readServices(paths: AppPaths, reader: Reader): Service[] {
  const webhooks = Map.groupBy(paths.webhooks, ({ directory }) => serviceDirectoryOf(directory));
  return [...paths.services].flatMap(([directory, { configPath }]) => {
    const service = readService(directory, configPath, reader);
    const owned = (webhooks.get(directory) ?? []).flatMap((webhook) => readWebhook(webhook, service, reader));
    if (service === undefined || configPath === undefined) return [];
    return [{ ...service, directory, configPath, webhooks: owned }];
  });
}

function readService(directory: string, configPath: string | undefined, reader: Reader): ParsedService | undefined {
  if (configPath === undefined) {
    reportMissingConfig('service', directory, reader);
    return undefined;
  }
  const file = reader.read(configPath);
  if (file === undefined) return undefined;
  const { service, issues } = parseService(file, reader.limits);
  reader.issues.push(...issues);
  return service;
}

function readWebhook(
  { directory, configPath, sourcePath }: SourceDirectory,
  service: ParsedService | undefined,
  reader: Reader,
): IncomingWebhook[] {
  if (configPath === undefined) {
    reportMissingConfig('incoming webhook', directory, reader);
    return [];
  }
  const file = reader.read(configPath);
  if (file === undefined) return [];
  const { webhook, issues } = parseWebhook(file, service?.type, reader.limits);
  reader.issues.push(...issues);
  if (webhook === undefined || service === undefined) return [];
  return [{ ...webhook, service: service.name, configPath, sourcePath: sourcePath ?? `${directory}/source.js` }];
}

function readFunction({ directory, configPath, sourcePath }: SourceDirectory, reader: Reader): AppFunction[] {
  if (configPath === undefined) {
    reportMissingConfig('function', directory, reader);
    return [];
  }
  const file = reader.read(configPath);
  if (file === undefined) return [];
  const { function: parsed, issues } = parseFunction(file, reader.limits);
  reader.issues.push(...issues);
  return parsed === undefined ? [] : [{ ...parsed, configPath, sourcePath: sourcePath ?? `${directory}/source.js` }];
}

function readValue(path: string, reader: Reader): AppValue[] {
  const file = reader.read(path);
  if (file === undefined) return [];
  const { value, issues } = parseValue(file, reader.limits);
  reader.issues.push(...issues);
  return value === undefined ? [] : [value];
}

function reportMissingConfig(kind: string, directory: string, reader: Reader): void {
  const details = { kind, folder: directory, missing: 'config.json' };
  reader.issues.push(createIssue('MissingConfigFile', { file: `${directory}/config.json` }, details));
}
