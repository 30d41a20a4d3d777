/** The user's settings file: `$XDG_CONFIG_HOME/webhook-cli/settings.json`, checked key by key. */
import { readFileSync } from 'node:fs';
import { renderSuggestion } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';

export interface SettingsFile {
  readonly registry?: string;
  readonly dataDir?: string;
  readonly limits?: Readonly<Record<string, number>>;
}

/** A file that is not there has no settings. Throws UnreadableSettings. */
export function readSettingsFile(path: string): SettingsFile {
  try {
    const settings: unknown = JSON.parse(readFileSync(path, 'utf8'));
    assertSettings(settings);
    return settings;
  } catch (error) {
    // In containers the home is often /dev/null, which has no files below it.
    if (error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR)$/.test(String(error.code))) return {};
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('UnreadableSettings', { path, reason, allowed: KEYS.join(', ') }, { cause: error });
  }
}

const KEYS = ['registry', 'dataDir', 'limits'] as const satisfies readonly (keyof SettingsFile)[];

function assertSettings(value: unknown): asserts value is SettingsFile {
  if (!isObject(value)) throw new TypeError('it is no JSON object');
  for (const [key, setting] of Object.entries(value)) {
    switch (key) {
      case 'registry':
      case 'dataDir':
        if (typeof setting !== 'string' || setting === '') throw new TypeError(`"${key}" must be a text`);
        break;
      case 'limits':
        assertLimits(setting);
        break;
      default:
        throw new TypeError(`the key "${key}" is unknown${renderSuggestion(key, KEYS)}`);
    }
  }
}

/** Whether the names and numbers can be used is said where limits of every origin are set. */
function assertLimits(value: unknown): void {
  if (!isObject(value)) throw new TypeError('"limits" must be an object of names and numbers');
  const wrong = Object.entries(value).find(([, limit]) => typeof limit !== 'number');
  if (wrong !== undefined) throw new TypeError(`"limits.${wrong[0]}" must be a number`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
