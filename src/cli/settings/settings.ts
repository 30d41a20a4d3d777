/** Settings from flags, then the environment, then the user's settings file, then defaults. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebhookCliError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { resolveLimits, type TracedLimits } from './limit-settings.ts';
import { type Environment, nonEmpty, type Traced } from './origin.ts';
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

/** The same, each with where it comes from. */
export interface TracedSettings {
  readonly settingsFile: string;
  readonly registry: Traced<string | undefined>;
  readonly dataDirectory: Traced<string>;
  readonly limits: TracedLimits;
}

/** @throws WebhookCliError UnreadableSettings, UnknownLimit, InvalidLimit, WrongUsage */
export function resolveSettings(flags: SettingsFlags, env: Environment, cwd: string): Settings {
  const { registry, dataDirectory, limits } = traceSettings(flags, env, cwd);
  return { registryUri: registry.value, dataDirectory: dataDirectory.value, limits: limits.values };
}

/** @throws WebhookCliError as resolveSettings */
export function traceSettings(flags: SettingsFlags, env: Environment, cwd: string): TracedSettings {
  const settingsFile = settingsPath(env);
  const file = readSettingsFile(settingsFile);
  // An empty path would mean the working directory, which nobody means.
  if (flags.dataDir === '')
    throw new WebhookCliError('WrongUsage', { reason: '--data-dir needs the path of a directory' });
  const dataDirectory = firstOf(
    { flag: flags.dataDir, env: env.WEBHOOK_CLI_DATA_DIR, file: file.dataDir },
    { flag: '--data-dir', env: 'WEBHOOK_CLI_DATA_DIR', file: settingsFile },
  );
  return {
    settingsFile,
    registry: firstOf(
      { flag: flags.registry, env: env.WEBHOOK_CLI_REGISTRY, file: file.registry },
      { flag: '--registry', env: 'WEBHOOK_CLI_REGISTRY', file: settingsFile },
    ) ?? { value: undefined, origin: { kind: 'default' } },
    dataDirectory: {
      value: resolve(cwd, dataDirectory?.value ?? defaultDataDirectory(env)),
      origin: dataDirectory?.origin ?? { kind: 'default' },
    },
    limits: resolveLimits(flags.limit ?? [], env, { path: settingsFile, limits: file.limits ?? {} }),
  };
}

/** Other users of the machine see the arguments of a command. */
export function showsPassword({ registry = '' }: SettingsFlags): boolean {
  return /^[^:]*:\/\/[^@/?]*:[^@/?]+@/.test(registry);
}

interface Sources {
  readonly flag: string | undefined;
  readonly env: string | undefined;
  readonly file: string | undefined;
}

function firstOf(values: Sources, names: Record<keyof Sources, string>): Traced<string> | undefined {
  if (values.flag !== undefined) return { value: values.flag, origin: { kind: 'flag', name: names.flag } };
  const fromEnv = nonEmpty(values.env);
  if (fromEnv !== undefined) return { value: fromEnv, origin: { kind: 'environment', name: names.env } };
  if (values.file !== undefined) return { value: values.file, origin: { kind: 'file', name: names.file } };
  return undefined;
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
