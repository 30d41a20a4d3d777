/** Whether a file that is named like a root file is one. */
import { ROOT_FILES } from '../app/layout.ts';

const sharedName = 'config.json';
const rootFileBytesMax = 1024 * 1024;

export interface Candidate {
  readonly isFile: boolean;
  readonly bytes: number;
  /** Its text; called only where the name does not decide. */
  readText(): string;
}

/**
 * Services, webhooks and functions have a `config.json` of their own: only one with a `config_version` is a root file.
 * The other names are used for nothing else. `find` answers undefined for a name that is not there.
 */
export function holdsRootFile(find: (name: string) => Candidate | undefined): boolean {
  return ROOT_FILES.some((name) => {
    const candidate = find(name);
    if (candidate === undefined || name !== sharedName) return candidate !== undefined;
    const { isFile, bytes } = candidate;
    return isFile && bytes <= rootFileBytesMax && candidate.readText().includes('"config_version"');
  });
}
