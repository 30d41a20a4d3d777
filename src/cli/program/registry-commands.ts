/** Commands that bring apps into the registry and back out of it. */
import { DEFAULT_STRATEGY, IMPORT_STRATEGIES } from '../../app/plan.ts';
import { APP_OPTIONS, DIRECTORY_ARGUMENT, OLD_CARRIED_FLAGS, WARNING_OPTIONS } from './common-options.ts';
import type { CommandDescription } from './describe-command.ts';

export const REGISTRY_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'import',
    aliases: ['push'],
    purpose: 'Deploy an app directory to the registry.',
    examples: [
      'webhook-cli import --path ./my-app --create',
      'webhook-cli import --app-id orders-abcde --strategy replace --yes',
      'webhook-cli import --path ./my-app --dry-run',
    ],
    arguments: [DIRECTORY_ARGUMENT],
    options: [
      ...APP_OPTIONS,
      { flags: '--app-id <id>', summary: 'client app id to deploy to', otherwise: 'app_id of the root file' },
      {
        flags: '--app-name <name>',
        summary: 'name of the app when it is created',
        otherwise: 'name of the root file',
      },
      {
        flags: '--strategy <name>',
        summary: `${IMPORT_STRATEGIES.join(', ')}: keep or remove what the directory does not have`,
        default: DEFAULT_STRATEGY,
        // The command refuses others itself, with the words of the old tools.
        completes: async () => IMPORT_STRATEGIES,
      },
      { flags: '--create', summary: 'create the app when the registry does not have it' },
      ...WARNING_OPTIONS,
      { flags: '--dry-run', summary: 'print what would change and stop' },
    ],
    oldFlags: [
      ...OLD_CARRIED_FLAGS,
      { flags: '--reset-cdn-cache', note: 'hosting is not served, so there is no cache to reset' },
    ],
    uses: ['registry', 'prompts'],
    load: async () => (await import('../commands/import/import.ts')).runImport,
  },
  {
    name: 'export',
    aliases: ['pull'],
    purpose: 'Write a deployed app to a directory or a .zip, byte for byte.',
    examples: [
      'webhook-cli export --app-id orders-abcde',
      'webhook-cli export --app-id orders-abcde -o ./orders --overwrite',
      'webhook-cli export --app-id orders-abcde -o orders.zip',
    ],
    options: [
      { flags: '--app-id <id>', summary: 'client app id to export', otherwise: 'app_id of the app here' },
      {
        flags: '-o, --output <dir>',
        summary: 'target directory, or a name with .zip for an archive',
        otherwise: 'the directory of the app here, else ./<app name>',
        completes: 'directory',
      },
      {
        flags: '--overwrite',
        summary:
          'replace a .zip, or write into a directory that is not empty: file by file, so a crash can leave old and new',
      },
    ],
    oldFlags: [
      ...OLD_CARRIED_FLAGS,
      {
        flags: '--as-template',
        refusal: 'an export is the bytes of the import; take the ids out of the copy yourself',
      },
      {
        flags: '--for-source-control',
        refusal: 'an export is the bytes of the import; take the ids out of the copy yourself',
      },
    ],
    uses: ['registry', 'prompts'],
    load: async () => (await import('../commands/export/export.ts')).runExport,
  },
];
