/** Limits from every origin, checked by name and value. */
import { renderSuggestion } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';
import { DEFAULT_LIMITS, LEAST_LIMITS, type LimitName, type Limits } from '../../limits.ts';
import type { Environment, Origin } from './origin.ts';

export interface TracedLimits {
  readonly values: Limits;
  /** Of those that are not the default. */
  readonly origins: ReadonlyMap<LimitName, Origin>;
}

const variablePrefix = 'WEBHOOK_CLI_LIMIT_';

/** @throws WebhookCliError UnknownLimit, InvalidLimit */
export function resolveLimits(
  flags: readonly string[],
  env: Environment,
  file: { readonly path: string; readonly limits: Readonly<Record<string, number>> },
): TracedLimits {
  const values: Record<LimitName, number> = { ...DEFAULT_LIMITS };
  const origins = new Map<LimitName, Origin>();
  const set = (name: string, text: string, said: string, origin: Origin): void => {
    assertLimitName(name, said);
    values[name] = parseLimit(name, text, said);
    origins.set(name, origin);
  };
  for (const [name, value] of Object.entries(file.limits)) {
    set(name, String(value), 'settings file', { kind: 'file', name: file.path });
  }
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(variablePrefix) || value === undefined) continue;
    set(camelCase(variable.slice(variablePrefix.length)), value, variable, { kind: 'environment', name: variable });
  }
  for (const flag of flags) {
    const [name = '', ...value] = flag.split('=');
    set(name, value.join('='), '--limit', { kind: 'flag', name: '--limit' });
  }
  return { values, origins };
}

function assertLimitName(name: string, origin: string): asserts name is LimitName {
  if (Object.hasOwn(DEFAULT_LIMITS, name)) return;
  const names = Object.keys(DEFAULT_LIMITS);
  const details = { name, origin, suggestion: renderSuggestion(name, names), allowed: names.join(', ') };
  throw new WebhookCliError('UnknownLimit', details);
}

/** Timers of the system hold no longer time, and would end at once. */
const timerMsMax = 2 ** 31 - 1;

function parseLimit(name: LimitName, text: string, origin: string): number {
  const value = Number(text);
  const least = LEAST_LIMITS[name] ?? 1;
  const most = /Ms(Max)?$/.test(name) ? timerMsMax : Number.MAX_SAFE_INTEGER;
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new WebhookCliError('InvalidLimit', { name, value: text, origin, least, most });
}

function camelCase(upperSnake: string): string {
  return upperSnake.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
