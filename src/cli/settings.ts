/** Settings from flags, then the environment, then the user's settings file, then defaults. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderSuggestion } from '../app/nearest-name.ts';
import { WebhookCliError } from '../errors.ts';
import { DEFAULT_LIMITS, LEAST_LIMITS, type LimitName, type Limits } from '../limits.ts';
import { readSettingsFile } from './settings-file.ts';

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

/** Throws UnreadableSettings, UnknownLimit, InvalidLimit, WrongUsage. */
export function resolveSettings(flags: SettingsFlags, env: Environment, cwd: string): Settings {
  const file = readSettingsFile(settingsPath(env));
  // An empty path would mean the working directory, which nobody means.
  if (flags.dataDir === '')
    throw new WebhookCliError('WrongUsage', { reason: '--data-dir needs the path of a directory' });
  return {
    registryUri: flags.registry ?? nonEmpty(env.WEBHOOK_CLI_REGISTRY) ?? file.registry,
    dataDirectory: resolve(
      cwd,
      flags.dataDir ?? nonEmpty(env.WEBHOOK_CLI_DATA_DIR) ?? file.dataDir ?? defaultDataDirectory(env),
    ),
    limits: resolveLimits(flags.limit ?? [], env, file.limits ?? {}),
  };
}

/** Other users of the machine see the arguments of a command. */
export function showsPassword({ registry = '' }: SettingsFlags): boolean {
  return /^[^:]*:\/\/[^@/?]*:[^@/?]+@/.test(registry);
}

function resolveLimits(flags: readonly string[], env: Environment, file: Readonly<Record<string, number>>): Limits {
  const limits: Record<LimitName, number> = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(file)) setLimit(limits, name, String(value), 'settings file');
  for (const [name, value] of Object.entries(env)) {
    const prefix = 'WEBHOOK_CLI_LIMIT_';
    if (name.startsWith(prefix) && value !== undefined)
      setLimit(limits, camelCase(name.slice(prefix.length)), value, name);
  }
  for (const flag of flags) {
    const [name = '', ...value] = flag.split('=');
    setLimit(limits, name, value.join('='), '--limit');
  }
  return limits;
}

/** Timers of the system hold no longer time, and would end at once. */
const timerMsMax = 2 ** 31 - 1;

function setLimit(limits: Record<LimitName, number>, name: string, text: string, origin: string): void {
  if (!isLimitName(name)) {
    const names = Object.keys(DEFAULT_LIMITS);
    const details = { name, origin, suggestion: renderSuggestion(name, names), allowed: names.join(', ') };
    throw new WebhookCliError('UnknownLimit', details);
  }
  const value = Number(text);
  const least = LEAST_LIMITS[name] ?? 1;
  const most = /Ms(Max)?$/.test(name) ? timerMsMax : Number.MAX_SAFE_INTEGER;
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw new WebhookCliError('InvalidLimit', { name, value: text, origin, least, most });
  }
  limits[name] = value;
}

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(DEFAULT_LIMITS, name);
}

function settingsPath(env: Environment): string {
  return join(nonEmpty(env.XDG_CONFIG_HOME) ?? join(home(env), '.config'), 'webhook-cli', 'settings.json');
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
