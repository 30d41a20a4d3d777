/** `export`: the live version of an app, byte for byte as it was imported, to a directory or a zip archive. */
import { resolve } from 'node:path';
import { namesArchive } from '../../../disk/archive-path.ts';
import { writeArchive } from '../../../disk/write-archive.ts';
import { writeDirectory } from '../../../disk/write-directory.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import { findAppHere } from '../../app/app-here.ts';
import { showPath } from '../../app/load-app.ts';
import type { CommandContext } from '../../command.ts';
import { loadDeployedApp } from '../../deployed-app.ts';
import { type OpenRegistry, withRegistry } from '../../open-registry.ts';
import { askText } from '../../prompts.ts';
import { startStopwatch } from '../../stopwatch.ts';

export interface ExportOptions {
  /** Absent: that of the app directory that the command runs in. */
  readonly appId?: string;
  /** Target directory, or the name of a .zip; absent: the app directory that the command runs in, else `./<app name>`. */
  readonly output?: string;
  readonly overwrite?: boolean;
}

export async function runExport(options: ExportOptions, context: CommandContext): Promise<number> {
  const here = findAppHere(context.cwd, context.settings.limits);
  const appId = options.appId ?? here?.clientAppId;
  if (appId === undefined || appId === '') throw new WebhookCliError('MissingAppId', {});
  const output = options.output ?? (here?.clientAppId === appId ? here.root : undefined);
  const target = output === undefined ? {} : { output };
  return await withRegistry(context, (open) => exportApp(appId, { ...options, ...target }, open, context));
}

async function exportApp(
  appId: string,
  { output: directory, overwrite = false }: ExportOptions,
  open: OpenRegistry,
  context: CommandContext,
): Promise<number> {
  const { cwd, output, signal } = context;
  const { limits } = context.settings;
  const stopwatch = startStopwatch();
  const app = await loadDeployedApp(appId, open);
  const target = resolve(cwd, directory ?? (await stopwatch.pauseDuring(() => chooseDirectory(app, context))));
  output.progress(`Exporting app ${appId}…`);
  const files = await open.registry.readFiles(app);
  const shown = showPath(target, cwd);
  // A directory may have any name that the app has.
  const isArchive = directory !== undefined && namesArchive(target);
  if (isArchive) await writeArchive(target, files, { modified: timeOf(app.live), limits, overwrite, signal });
  else await writeDirectory(target, files, { overwrite, signal });
  const durationMs = Math.round(stopwatch.elapsedMs());
  const { number } = app.live;
  output.result(
    `Successfully exported '${appId}' to ${shown} (deployment ${number}; ${files.size} files, ${durationMs} ms)`,
    {
      clientAppId: appId,
      deployment: { number, revision: app.revision },
      [isArchive ? 'archive' : 'directory']: target,
      files: files.size,
      durationMs,
    },
  );
  return EXIT_CODES.done;
}

/** The same deployment gives the same archive, whenever it is exported. */
function timeOf({ deployment }: NonNullable<AppRecord['live']>): Date {
  return deployment.getTimestamp();
}

/** A name of an app may be anything; one that would lead elsewhere, hide, or look like an option or a home is not used. */
async function chooseDirectory({ name }: AppRecord, context: CommandContext): Promise<string> {
  if (name !== '' && !/[/\\\p{Cc}]|^[.~-]/u.test(name)) return name;
  const message = `Directory to export to (the app's name "${name}" cannot be one)`;
  return askText({ message, flag: '-o' }, context);
}
