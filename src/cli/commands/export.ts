/** `export`: the live version of an app, byte for byte as it was imported, to a directory. */
import { resolve } from 'node:path';
import { writeDirectory } from '../../disk/write-directory.ts';
import { EXIT_CODES } from '../../error-definition.ts';
import { WebhookCliError } from '../../errors.ts';
import type { AppRecord } from '../../registry/apps.ts';
import type { CommandContext } from '../command.ts';
import { showPath } from '../load-app.ts';
import { type OpenRegistry, withRegistry } from '../open-registry.ts';
import { escapeForTerminal } from '../output.ts';
import { createUnknownAppError } from '../unknown-app.ts';

export interface ExportOptions {
  readonly appId?: string;
  /** Target directory; absent: `./<app name>`. */
  readonly output?: string;
  readonly overwrite?: boolean;
}

export async function runExport(options: ExportOptions, context: CommandContext): Promise<number> {
  const { appId } = options;
  if (appId === undefined || appId === '') throw new WebhookCliError('MissingAppId', {});
  return await withRegistry(context, (open) => exportApp(appId, options, open, context));
}

async function exportApp(
  appId: string,
  { output: directory, overwrite = false }: ExportOptions,
  open: OpenRegistry,
  { cwd, output }: CommandContext,
): Promise<number> {
  const startedMs = performance.now();
  await open.registry.checkReadable();
  const app = await open.registry.findApp(appId);
  if (app === undefined) throw await createUnknownAppError(appId, open, 'ids are compared exactly');
  if (app.live === undefined) throw new WebhookCliError('AppNeverDeployed', { app: appId });
  output.progress(`Exporting app ${appId}…`);
  const files = await open.registry.readFiles(app);
  const target = resolve(cwd, directory ?? defaultDirectory(app));
  await writeDirectory(target, files, { overwrite });
  const shown = showPath(target, cwd);
  const durationMs = Math.round(performance.now() - startedMs);
  const { number } = app.live;
  output.result(
    `Successfully exported '${appId}' to ${escapeForTerminal(shown)} (deployment ${number}; ${files.size} files, ${durationMs} ms)`,
    {
      clientAppId: appId,
      deployment: { number, revision: app.revision },
      directory: target,
      files: files.size,
      durationMs,
    },
  );
  return EXIT_CODES.done;
}

/** A name that is no plain name of a directory must not become a path; the client app id always is one. */
function defaultDirectory({ name, clientAppId }: AppRecord): string {
  const isPlain = name !== '' && !/[/\\\p{Cc}]|^\.+$/u.test(name);
  return isPlain ? name : clientAppId;
}
