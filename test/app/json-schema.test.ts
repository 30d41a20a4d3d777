import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { FILE_KINDS, type JsonFileKind } from '../../src/app/file-kinds.ts';
import { createJsonSchema, findFileKind } from '../../src/app/json-schema.ts';
import { findRootFile, ROOT_FILES } from '../../src/app/layout.ts';
import { roleOfPath } from '../../src/app/path-roles.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = new Map<string, ValidateFunction>(
  FILE_KINDS.map((kind) => [kind.name, ajv.compile(createJsonSchema(kind))]),
);

function accepts(kind: JsonFileKind, content: unknown): boolean {
  return validators.get(kind)?.(content) === true;
}

const apps = resolve(import.meta.dirname, '../../fixtures/apps');

/** Every JSON file of the example apps with its kind. */
function listExamples(): Array<{ readonly file: string; readonly kind: string; readonly content: unknown }> {
  return readdirSync(apps).flatMap((app) => {
    const root = join(apps, app);
    const paths = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    const files = new Map(paths.map((path) => [path, readFileSync(join(root, path))]));
    const layout = findRootFile(files, DEFAULT_LIMITS).root?.layout ?? 'A';
    return paths.flatMap((path) => {
      const kind = ROOT_FILES.includes(path) ? 'root-file' : roleOfPath(layout, path).file;
      if (kind === undefined || !validators.has(kind)) return [];
      const content: unknown = JSON.parse(readFileSync(join(root, path), 'utf8'));
      // Where the path does not tell, the content does.
      const isCollectionRule = kind === 'service-rule' && typeof content === 'object' && 'database' in (content ?? {});
      return [{ file: `${app}/${path}`, kind: isCollectionRule ? 'collection-rule' : kind, content }];
    });
  });
}

describe('the JSON Schemas', () => {
  it.each(FILE_KINDS.map(({ name }) => name))('are valid, titled and explained: %s', (name) => {
    const kind = findFileKind(name);
    const schema = kind === undefined ? {} : createJsonSchema(kind);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.title).toMatch(/^[A-Z]/);
    expect(schema.description).toBe(kind?.meaning);
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  it.each(FILE_KINDS.map(({ name }) => name))('describe every key in one line: %s', (name) => {
    const kind = findFileKind(name);
    const keys = kind === undefined ? [] : listProperties(createJsonSchema(kind));
    expect(keys.filter(({ description }) => !/^\S[^\n]{3,}[^.\s]$/.test(description ?? ''))).toEqual([]);
  });

  it('accept every file of the example apps', () => {
    const examples = listExamples();
    expect(examples.length).toBeGreaterThan(20);
    const refused = examples.filter(({ kind, content }) => validators.get(kind)?.(content) !== true);
    expect(refused.map(({ file, kind }) => `${kind} ${file}`)).toEqual([]);
  });

  it.each([
    ['incoming-webhook', { name: 'w', options: { httpMethod: 'PSOT' } }],
    ['incoming-webhook', { name: 'w', respond_result: 'true' }],
    ['incoming-webhook', { name: 'w', can_evaluate: 'always' }],
    ['incoming-webhook', { respond_result: true }],
    ['root-file', { config_version: '20180301' }],
    ['service', { name: 1, type: 'http' }],
    ['function', { name: 'f', private: 'no' }],
    ['function-list', { name: 'f' }],
    ['endpoint-list', [{ route: '/a', http_method: 'PULL', function_name: 'f' }]],
    ['value', { value: 1 }],
    ['collection-rule', { roles: [{ raed: true }] }],
    ['collection-rule', { roles: [{ fields: { a: { fields: { b: { raed: true } } } } }] }],
    ['collection-rule', { filters: [{ query: 'x' }] }],
    ['default-rule', { database: 'd' }],
    ['auth-providers', { 'api-key': { name: 'api-key' } }],
    ['trigger', { name: 't', type: 'DATABSE' }],
    ['environment', { values: [] }],
    ['hosting-metadata', [{ attrs: [] }]],
  ] as const)('refuse a wrong %s: %j', (kind, content) => {
    expect(accepts(kind, content)).toBe(false);
  });

  it.each([
    ['incoming-webhook', { name: 'w', options: null, respond_result: null, can_evaluate: null, run_as_user_id: null }],
    ['incoming-webhook', { name: 'w', unknown_key: { of: 'a later export' } }],
    ['root-file', { config_version: 20180301, app_id: null, name: null, security: null }],
    ['collection-rule', { database: 'd', collection: 'c', roles: null, filters: null, schema: null }],
    ['collection-rule', { roles: [{ name: null, apply_when: null, read: true, fields: null }] }],
    ['collection-rule', { namespace: 'shop.orders', read: {}, other_fields: {}, filters: [{ when: true }] }],
    ['trigger', { name: 't', type: '%(%%environment.values.type)', config: null, event_processors: null }],
    ['auth-provider', { name: 'a', type: 'api-key', config: null, secret_config: null, metadata_fields: null }],
    ['service-rule', { name: 'r', when: '{"a": 1}' }],
  ] as const)('accept what the reader accepts as a %s: %j', (kind, content) => {
    expect(accepts(kind, content)).toBe(true);
  });

  it.each(FILE_KINDS.filter(({ name }) => !/list|metadata/.test(name)).map(({ name }) => name))(
    'may be named in the file itself: %s',
    (name) => {
      const errors = (content: object) => {
        validators.get(name)?.(content);
        return (validators.get(name)?.errors ?? []).map(({ message }) => message);
      };
      expect(errors({ $schema: './x.schema.json' })).toEqual(errors({}));
    },
  );
});

interface Property {
  readonly key: string;
  readonly description: string | undefined;
}

function listProperties(schema: unknown): Property[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(listProperties);
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'properties') return listProperties(value);
    return Object.entries(value as Record<string, { description?: string }>).flatMap(([name, property]) => [
      { key: name, description: property.description },
      ...listProperties(property),
    ]);
  });
}
