/** The id of a new app goes into the root file that had none: scripts read it from there. Nothing else of a tree is ever changed. */
import type { AppFiles } from '../app/app.ts';
import { writeFiles } from '../disk/write-files.ts';
import { WebhookCliError } from '../errors.ts';
import { insertAppId } from './app-id.ts';
import type { ImportTarget } from './import-target.ts';
import type { Output } from './output.ts';

/** The files as they are on disk afterwards. A tree that cannot be written is left alone, and the id is printed instead. */
export async function writeBackAppId(
  target: Extract<ImportTarget, { kind: 'new' }>,
  manifestPath: string,
  files: AppFiles,
  root: string,
  output: Output,
): Promise<AppFiles> {
  const { clientAppId } = target.app;
  const bytes = files.get(manifestPath);
  const changed = bytes === undefined ? undefined : insertAppId(bytes, clientAppId);
  if (changed === undefined) {
    output.warning(`${manifestPath} has an empty app_id, which stays; write "${clientAppId}" there yourself`);
    return files;
  }
  try {
    await writeFiles(root, new Map([[manifestPath, changed]]), { overwrite: true });
  } catch (error) {
    if (!(error instanceof WebhookCliError)) throw error;
    output.warning(
      `${error.message}: write "app_id": "${clientAppId}" into ${manifestPath} yourself, or give --app-id`,
    );
    return files;
  }
  output.progress(`Wrote "app_id": "${clientAppId}" into ${manifestPath}`);
  return new Map([...files, [manifestPath, changed]]);
}
