import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runConfigShow } from '../../src/cli/commands/config/config-show.ts';
import { runLogin, runLogout, runWhoami } from '../../src/cli/commands/login/login.ts';
import { hideCredentials } from '../../src/cli/settings/hide-credentials.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let workplace: Workplace;
let settingsFile: string;
beforeAll(async () => {
  workplace = await createWorkplace();
  await mkdir(join(workplace.directory, 'webhook-cli'));
  settingsFile = join(workplace.directory, 'webhook-cli/settings.json');
  await writeFile(
    settingsFile,
    JSON.stringify({ registry: 'mongodb://ada:s3cr3t@file/', dataDir: 'data', limits: { drainMs: 1, logFlushMs: 2 } }),
  );
});
afterAll(() => workplace.remove());

const environment = (more: Record<string, string> = {}) => ({ env: { XDG_CONFIG_HOME: workplace.directory, ...more } });

interface Shown {
  readonly data: { readonly settings: ReadonlyArray<{ name: string; value: unknown; origin: unknown }> };
}

describe('config show', () => {
  it('names the origin of each setting: flag, environment, file, default', async () => {
    const env = environment({ WEBHOOK_CLI_DATA_DIR: '/srv/data', WEBHOOK_CLI_LIMIT_LOG_FLUSH_MS: '3' });
    const { json, status } = await workplace.run(
      runConfigShow,
      { limit: ['drainMs=4'] },
      { ...env, output: withJson.output },
    );
    expect(status).toBe(0);
    const { settings } = (json as Shown).data;
    const shown = Object.fromEntries(settings.map(({ name, ...setting }) => [name, setting]));
    expect(shown).toMatchObject({
      registry: { value: 'mongodb://***@file/', origin: { kind: 'file', name: settingsFile } },
      dataDir: { value: '/srv/data', origin: { kind: 'environment', name: 'WEBHOOK_CLI_DATA_DIR' } },
      'limits.drainMs': { value: 4, origin: { kind: 'flag', name: '--limit' } },
      'limits.logFlushMs': { value: 3, origin: { kind: 'environment', name: 'WEBHOOK_CLI_LIMIT_LOG_FLUSH_MS' } },
      'limits.functionWallMs': { value: DEFAULT_LIMITS.functionWallMs, origin: { kind: 'default' } },
    });
    expect(Object.keys(shown)).toHaveLength(2 + Object.keys(DEFAULT_LIMITS).length);
  });

  it('prints the same for a person, without credentials', async () => {
    const shown = await workplace.run(
      runConfigShow,
      { registry: 'mongodb://bob:s3cr3t@flag:1/?tls=true' },
      environment(),
    );
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^registry +mongodb:\/\/\*\*\*@flag:1\/\?tls=true {2}\(flag --registry\)\n/);
    expect(shown.stdout).toMatch(/^limits\.drainMs +1 {2}\(file .*settings\.json\)$/m);
    expect(shown.stdout.endsWith(`settings file: ${settingsFile}\n`)).toBe(true);
    expect(shown.stdout).not.toContain('s3cr3t');
  });

  it('says what takes the place of a registry that is not set', async () => {
    const env = { HOME: join(workplace.directory, 'nobody') };
    const shown = await workplace.run(runConfigShow, {}, { env });
    expect(shown.stdout).toMatch(/^registry +the embedded engine {2}\(default\)\n/);
    const { json } = await workplace.run(runConfigShow, {}, { env, output: withJson.output });
    expect((json as Shown).data.settings[0]).toEqual({ name: 'registry', value: null, origin: { kind: 'default' } });
  });

  it('refuses what every command refuses', async () => {
    const refused = await workplace.run(runConfigShow, { limit: ['drainMS=4'] }, environment());
    expect(refused).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('did you mean "drainMs"?'),
    });
  });
});

describe('a connection string', () => {
  it.each([
    ['mongodb://host:27017/', 'mongodb://host:27017/'],
    ['mongodb://ada:s3cr3t@a:1,b:2/admin?replicaSet=r', 'mongodb://***@a:1,b:2/admin?replicaSet=r'],
    ['mongodb+srv://ada@host/', 'mongodb+srv://***@host/'],
    ['mongodb://ada:s3@cr3t@host/', 'mongodb://***@host/'],
    ['mongodb://ada:s3/cr3t@host/', 'mongodb://***@host/'],
    ['mongodb://ada:s3?cr3t@host/', 'mongodb://***'],
    ['mongodb://host/?authMechanismProperties=AWS_SESSION_TOKEN:s3cr3t', 'mongodb://host/?authMechanismProperties=***'],
    [
      'mongodb://host/?tls=true&tlsCertificateKeyFilePassword=s3cr3t',
      'mongodb://host/?tls=true&tlsCertificateKeyFilePassword=***',
    ],
    ['s3cr3t', '***'],
    ['ada:s3cr3t@host', '***'],
  ])('is shown without what may be secret: %s', (uri, shown) => {
    expect(hideCredentials(uri)).toBe(shown);
  });
});

describe('login, logout and whoami', () => {
  const settings = {
    registryUri: 'mongodb://ada:s3cr3t@host/',
    dataDirectory: '/srv/data',
    limits: DEFAULT_LIMITS,
  };

  it.each([
    ['login', runLogin, 'there is nothing to log in to, nothing was stored'],
    ['logout', runLogout, 'there is nothing to log out of, nothing was stored'],
    ['whoami', runWhoami, 'no user info available'],
  ] as const)('do nothing, and say that the registry URI is the credential: %s', async (_, command, fact) => {
    const done = await workplace.run(command, {}, { settings });
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout).toBe(`${fact}: the registry URI is the credential (mongodb://***@host/)\n`);
    const embedded = await workplace.run(command, {}, { settings: { ...settings, registryUri: undefined } });
    expect(embedded.stdout).toContain('the embedded engine in /srv/data');
  });

  it('warn of a key that other users can see, without repeating it', async () => {
    const done = await workplace.run(runLogin, { username: 'ada', apiKey: 'k3y', password: 's3cr3t' });
    expect(done).toMatchObject({ status: 0 });
    expect(done.stderr).toContain('can see --api-key and --password');
    expect(done.stderr).toContain('WEBHOOK_CLI_REGISTRY');
    expect(done.stderr + done.stdout).not.toMatch(/k3y|s3cr3t/);
  });
});
