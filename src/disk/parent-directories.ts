/** The directories above what is to be written. */
import { dirname } from 'node:path';
import fs from 'fs-extra';

/** Makes those that are missing. The answer takes them back, unless something was put into them. */
export function makeParents(parent: string): () => void {
  const missing = listMissing(parent);
  fs.mkdirSync(parent, { recursive: true });
  return () => {
    for (const directory of missing) if (isEmptyDirectory(directory)) fs.rmdirSync(directory);
  };
}

function isEmptyDirectory(path: string): boolean {
  return fs.existsSync(path) && fs.readdirSync(path).length === 0;
}

/** The deepest first. */
function listMissing(path: string): string[] {
  return fs.existsSync(path) ? [] : [path, ...listMissing(dirname(path))];
}
