/** The typings of an app as files to write beside it: the generated file, and an editor's project where there is none. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../../app/app.ts';
import { printText } from '../../../app/print.ts';
import type { Scaffold } from '../../../app/scaffold/scaffold.ts';
import { EDITOR_CONFIG_FILES, printEditorConfig } from '../../../app/typings/editor-config.ts';
import { renderTypings, TYPINGS_FILE, TYPINGS_TITLE } from '../../../app/typings/typings.ts';
import { readBytes } from '../../../disk/read-file.ts';
import type { Limits } from '../../../limits.ts';

export interface TypingsFiles extends Scaffold {
  /** What the changed files hold now. */
  readonly before: Scaffold['changed'];
}

/** A file of that name which we did not make counts as new: writing it fails by its name. */
export function planTypings(app: App, root: string, limits: Limits): TypingsFiles {
  const text = printText(renderTypings(app));
  const current = readBytes(root, TYPINGS_FILE, limits.appFileBytesMax);
  const project = EDITOR_CONFIG_FILES.some((name) => existsSync(join(root, name)))
    ? []
    : ([[EDITOR_CONFIG_FILES[0], printEditorConfig()]] as const);
  if (!('bytes' in current) || !current.bytes.toString('utf8').startsWith(TYPINGS_TITLE)) {
    return { created: new Map([[TYPINGS_FILE, text], ...project]), changed: new Map(), before: new Map() };
  }
  const isSame = current.bytes.equals(text);
  return {
    created: new Map(project),
    changed: isSame ? new Map() : new Map([[TYPINGS_FILE, text]]),
    before: isSame ? new Map() : new Map([[TYPINGS_FILE, current.bytes]]),
  };
}
