/** Settings from flags, then the environment, then the user's settings file, then defaults. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebhookCliError } from '../errors.ts';
import { DEFAULT_LIMITS, type LimitName, type Limits } from '../limits.ts';

export interface Settings {
  /** MongoDB URI of the registry; undefined means the embedded engine. */
  readonly registryUri: string | undefined;
  readonly dataDirectory: string;
  readonly limits: Limits;
}

export interface SettingsFlags {
  readonly registry?: string;
  readonly dataDir?: string;
  readonly limit?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export function resolveSettings(flags: SettingsFlags, env: Environment, cwd: string): Settings {
  const file = readSettingsFile(env);
  return {
    registryUri: flags.registry ?? nonEmpty(env.WEBHOOK_CLI_REGISTRY) ?? file.registry,
    dataDirectory: resolve(
      cwd,
      flags.dataDir ?? nonEmpty(env.WEBHOOK_CLI_DATA_DIR) ?? file.dataDir ?? defaultDataDirectory(env),
    ),
    limits: resolveLimits(flags.limit ?? [], env, file.limits ?? {}),
  };
}

function resolveLimits(flags: readonly string[], env: Environment, file: Readonly<Record<string, unknown>>): Limits {
  const limits: Record<LimitName, number> = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(file)) setLimit(limits, name, String(value), 'settings file');
  for (const [name, value] of Object.entries(env)) {
    const prefix = 'WEBHOOK_CLI_LIMIT_';
    if (name.startsWith(prefix) && value !== undefined)
      setLimit(limits, camelCase(name.slice(prefix.length)), value, name);
  }
  for (const flag of flags) {
    const [name = '', value = ''] = flag.split('=', 2);
    setLimit(limits, name, value, '--limit');
  }
  return limits;
}

function setLimit(limits: Record<LimitName, number>, name: string, text: string, origin: string): void {
  const value = Number(text);
  if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
    throw new WebhookCliError('UnknownLimit', { name, origin, allowed: Object.keys(DEFAULT_LIMITS).join(', ') });
  }
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new WebhookCliError('InvalidLimit', { name, value: text, origin });
  }
  limits[name as LimitName] = value;
}

interface SettingsFile {
  readonly registry?: string;
  readonly dataDir?: string;
  readonly limits?: Readonly<Record<string, unknown>>;
}

function readSettingsFile(env: Environment): SettingsFile {
  const path = join(nonEmpty(env.XDG_CONFIG_HOME) ?? join(home(env), '.config'), 'webhook-cli', 'settings.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SettingsFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new WebhookCliError('UnreadableSettings', { path, reason: (error as Error).message }, { cause: error });
  }
}

function defaultDataDirectory(env: Environment): string {
  return join(nonEmpty(env.XDG_DATA_HOME) ?? join(home(env), '.local', 'share'), 'webhook-cli');
}

function home(env: Environment): string {
  return nonEmpty(env.HOME) ?? homedir();
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function camelCase(upperSnake: string): string {
  return upperSnake.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
