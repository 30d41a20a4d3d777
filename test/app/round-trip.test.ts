/** What a directory says stays as it is: every byte, every file, every key in its place. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { App, AppFiles, JsonValue } from '../../src/app/app.ts';
import { printJson } from '../../src/app/print.ts';
import { checkFiles } from '../../src/cli/app/load-app.ts';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { writeDirectory } from '../../src/disk/write-directory.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { type GeneratedApp, generatedApp } from './generated-app.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/apps');
const base = await mkdtemp(join(tmpdir(), 'webhook-cli-round-trip-'));
afterAll(() => rm(base, { recursive: true, force: true }));

describe.each(readdirSync(fixtures))('the app %s', (name) => {
  it('is written as it was read', async () => {
    const { files } = await readAppDirectory(join(fixtures, name), DEFAULT_LIMITS);
    expect(asTexts(await writeAndRead(files))).toEqual(asTexts(files));
  });

  it('has JSON files that print as they were written, key by key', async () => {
    const { files } = await readAppDirectory(join(fixtures, name), DEFAULT_LIMITS);
    for (const [path, bytes] of files) {
      if (!path.endsWith('.json') || path.startsWith('hosting/files/')) continue;
      const text = Buffer.from(bytes).toString('utf8');
      const printed = Buffer.from(printJson(JSON.parse(text))).toString('utf8');
      // Some tools of the time left the last line end out.
      expect([path, printed.trimEnd()]).toEqual([path, text.trimEnd()]);
    }
  });
});

describe('generated apps', () => {
  it('have no errors, and every part that they were made of', () => {
    fc.assert(
      fc.property(generatedApp, ({ parts, files }) => {
        const { app, issues } = checkFiles(files, DEFAULT_LIMITS);
        expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(app && outline(app)).toEqual(expectedOutline(parts));
      }),
    );
  });

  it('list each of their files once', () => {
    fc.assert(
      fc.property(generatedApp, ({ files }) => {
        const { app } = checkFiles(files, DEFAULT_LIMITS);
        expect(app?.files.map(({ path }) => path)).toEqual([...files.keys()].sort());
      }),
    );
  });

  it('are written as they were read', async () => {
    await fc.assert(
      fc.asyncProperty(generatedApp, async ({ files }) => {
        expect(asTexts(await writeAndRead(files))).toEqual(asTexts(files));
      }),
      { numRuns: 25 },
    );
  });
});

let written = 0;

async function writeAndRead(files: AppFiles): Promise<AppFiles> {
  const target = join(base, String(written++));
  await writeDirectory(target, files);
  const read = await readAppDirectory(target, DEFAULT_LIMITS);
  expect([read.issues, read.ignored]).toEqual([[], []]);
  return read.files;
}

function outline(app: App): unknown {
  return {
    layout: app.layout,
    configVersion: app.configVersion,
    clientAppId: app.clientAppId,
    name: app.name,
    webhooks: app.services.flatMap(({ webhooks }) => webhooks.map((one) => `${one.service}/${one.name}`)).sort(),
    services: app.services
      .filter(({ name }) => name !== 'atlas')
      .map(({ name, type }) => `${name}: ${type}`)
      .sort(),
    functions: app.functions.map(({ name, private: isPrivate }) => `${name}: ${isPrivate}`).sort(),
    values: app.values.map(({ name, value }) => `${name}: ${sortKeys(value)}`).sort(),
    authProviders: app.authProviders.map(({ name }) => name),
    triggers: app.triggers.map(({ name, functionNames }) => [name, functionNames]),
    endpoints: app.endpoints.map(({ method, route, functionName }) => `${method} ${route}: ${functionName}`),
  };
}

function expectedOutline(parts: GeneratedApp['parts']): unknown {
  const { services, functions, values, endpoints, settings } = parts;
  return {
    layout: parts.layout,
    configVersion: parts.configVersion,
    clientAppId: parts.clientAppId,
    name: parts.name,
    webhooks: services.flatMap(({ name, webhooks }) => webhooks.map((one) => `${name}/${one.name}`)).sort(),
    services: services
      .filter(({ name }) => name !== 'atlas')
      .map(({ name, type }) => `${name}: ${type}`)
      .sort(),
    functions: functions.map(({ name, private: isPrivate }) => `${name}: ${isPrivate}`).sort(),
    values: values.map(({ name, value }) => `${name}: ${sortKeys(value)}`).sort(),
    authProviders: settings.includes('auth provider') ? ['api-key'] : [],
    triggers: settings.includes('trigger') ? functions.slice(0, 1).map(({ name }) => ['nightly', [name]]) : [],
    endpoints: endpoints.map(({ method, route, function: index }) => {
      const called = functions[index % functions.length]?.name;
      return `${method === '*' ? 'ANY' : method} ${route}: ${called}`;
    }),
  };
}

/** Styles order keys in many ways; which ones there are and what they hold must stay. */
function sortKeys(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortKeys).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${sortKeys(value[key] ?? null)}`).join()}}`;
}

/** One character a byte, so that a difference is readable and none is lost. */
function asTexts(files: AppFiles): Record<string, string> {
  return Object.fromEntries([...files].sort().map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
}
