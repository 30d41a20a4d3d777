/** `config show`: every setting with its value and where it comes from. Credentials are not shown. */
import { EXIT_CODES } from '../../../error-definition.ts';
import type { LimitName } from '../../../limits.ts';
import type { CommandContext } from '../../command.ts';
import { type Line, paint } from '../../output.ts';
import { hideCredentials } from '../../settings/hide-credentials.ts';
import { type Origin, renderOrigin } from '../../settings/origin.ts';
import { type SettingsFlags, type TracedSettings, traceSettings } from '../../settings/settings.ts';

export async function runConfigShow(flags: SettingsFlags, { output, env, cwd }: CommandContext): Promise<number> {
  const settings = traceSettings(flags, env, cwd);
  const rows = listSettings(settings);
  output.result([...renderRows(rows), `settings file: ${settings.settingsFile}`], {
    settingsFile: settings.settingsFile,
    settings: rows,
  });
  return EXIT_CODES.done;
}

interface SettingRow {
  /** As in the settings file; a limit as `limits.NAME`. */
  readonly name: string;
  /** Null: none is set, and the embedded engine takes its place. */
  readonly value: string | number | null;
  readonly origin: Origin;
}

function listSettings({ registry, dataDirectory, limits }: TracedSettings): SettingRow[] {
  const names = Object.keys(limits.values) as LimitName[];
  return [
    {
      name: 'registry',
      value: registry.value === undefined ? null : hideCredentials(registry.value),
      origin: registry.origin,
    },
    { name: 'dataDir', ...dataDirectory },
    ...names.map((name) => ({
      name: `limits.${name}`,
      value: limits.values[name],
      origin: limits.origins.get(name) ?? ({ kind: 'default' } as const),
    })),
  ];
}

function renderRows(rows: readonly SettingRow[]): Line[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, value, origin }) => [
    `${name.padEnd(width)}  ${value ?? 'the embedded engine'}  `,
    paint.dim(`(${renderOrigin(origin)})`),
  ]);
}
