/** `jsconfig.json`: by it an editor takes all sources of the app and the typings for one project. */
import { printJson } from '../print.ts';

/** Either of them is the editor's project already; then nothing is added. */
export const EDITOR_CONFIG_FILES = ['jsconfig.json', 'tsconfig.json'] as const;

export function printEditorConfig(): Uint8Array {
  return printJson({
    compilerOptions: {
      checkJs: true,
      // Sources of real apps annotate nothing.
      strict: false,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022'],
      types: [],
      // Every source is a script with names of its own: without this, all sources would share theirs.
      moduleDetection: 'force',
      module: 'esnext',
    },
    include: ['webhook-cli.d.ts', '**/*.js'],
    exclude: ['hosting', '**/node_modules'],
  });
}
