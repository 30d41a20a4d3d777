/** The apps of `fixtures/apps` are what real exports look like: each is accepted, and lists what `validate` says about it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../src/app/layout.ts';
import { loadApp } from '../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/apps');
const names = readdirSync(fixtures);

describe('the fixture apps', () => {
  it.each(names)('have no errors, and exactly the warnings that they list: %s', async (name) => {
    const { issues } = await load(name, { name });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const rows = issues.map(({ severity, code, file, line }) => JSON.stringify({ severity, code, file, line }));
    const text = rows.length === 0 ? '[]\n' : `[\n    ${rows.join(',\n    ')}\n]\n`;
    await expect(text).toMatchFileSnapshot(join(fixtures, name, 'expected-issues.json'));
  });

  it('show every layout, and every config version', async () => {
    const shown = new Set((await loadAll()).map(({ app }) => app?.configVersion));
    expect([...shown].sort()).toEqual(LAYOUTS.flatMap(({ versions }) => versions).sort());
  });

  it('are described with their layouts, each of them', async () => {
    const page = readFileSync(join(fixtures, '../README.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\| ([A-D], \d+) +\|/gm)].map(
      ([, name, layout]) => `${name}: ${layout}`,
    );
    const apps = (await loadAll()).map(({ name, app }) => `${name}: ${app?.layout}, ${app?.configVersion}`);
    expect(rows.sort()).toEqual(apps.sort());
  });

  it('hold nothing beside the app but the list of what is said about it', async () => {
    const left = await Promise.all(names.map(async (name) => (await load(name)).ignored));
    expect(left).toEqual(names.map(() => ['expected-issues.json']));
  });

  it('ask for a name where an export for source control has none', async () => {
    const { issues } = await load('feedback');
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'MissingAppName', file: 'realm_config.json' },
    ]);
  });
});

function loadAll() {
  return Promise.all(names.map(async (name) => ({ name, ...(await load(name, { name })) })));
}

/** `identity` fills what a root file leaves out, as `--app-name` does. */
function load(name: string, identity: { name?: string } = {}) {
  return loadApp({ path: join(fixtures, name), cwd: fixtures, limits: DEFAULT_LIMITS, identity });
}
