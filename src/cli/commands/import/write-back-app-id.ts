/** The id of a new app goes into the root file that had none: scripts read it from there. Nothing else of a tree is ever changed. */
import type { AppFiles } from '../../../app/app.ts';
import { readBytes } from '../../../disk/read-file.ts';
import { writeFiles } from '../../../disk/write-files.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import { insertAppId } from '../../app-id.ts';
import type { Output } from '../../output.ts';
import type { ImportTarget } from './import-target.ts';

export interface RootFile {
  /** Relative to `root`. */
  readonly path: string;
  /** As they were loaded. */
  readonly files: AppFiles;
  readonly root: string;
  readonly isArchive: boolean;
}

/**
 * The files to deploy. A root file that cannot be written, or that somebody edited while the plan was shown, is left
 * alone, and the line to add is printed instead; so it is for one in an archive.
 */
export async function writeBackAppId(
  { app: { clientAppId } }: Extract<ImportTarget, { kind: 'new' }>,
  { path, files, root, isArchive }: RootFile,
  limits: Limits,
  output: Output,
): Promise<AppFiles> {
  const bytes = files.get(path);
  const changed = bytes === undefined ? undefined : insertAppId(bytes, clientAppId);
  if (bytes === undefined || changed === undefined) {
    output.warning(`${path} has an empty app_id, which stays; write "${clientAppId}" there yourself`);
    return files;
  }
  const byHand = `add the line "app_id": "${clientAppId}", to ${path} yourself, or give --app-id`;
  if (isArchive) {
    output.warning(`${path} lies in an archive, which stays as it is: ${byHand}`);
    return files;
  }
  const found = readBytes(root, path, limits.appFileBytesMax);
  if (!('bytes' in found) || !found.bytes.equals(bytes)) {
    const reason = 'bytes' in found ? 'changed since it was read' : found.issue.message;
    output.warning(`${path} ${reason}; what was read is deployed, and the file stays as it is: ${byHand}`);
    return files;
  }
  try {
    await writeFiles(root, new Map([[path, changed]]), { overwrite: true });
  } catch (error) {
    if (!(error instanceof WebhookCliError)) throw error;
    output.warning(`${error.message}: ${byHand}`);
    return files;
  }
  output.progress(`Wrote "app_id": "${clientAppId}" into ${path}`);
  return new Map([...files, [path, changed]]);
}
