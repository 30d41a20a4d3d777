/** Commands for the data of the embedded engine. */
import type { CommandDescription } from './describe-command.ts';

export const DATABASE_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'db serve',
    streams: true,
    purpose: 'Let mongosh, Compass and drivers into the embedded database, with a password.',
    examples: ['webhook-cli db serve', 'webhook-cli db serve --port 0 --data-dir ./data'],
    options: [{ flags: '--port <number>', summary: 'TCP port on 127.0.0.1; 0 picks a free one', default: '27017' }],
    uses: ['data', 'limits'],
    load: async () => (await import('../commands/db/db-serve.ts')).runDbServe,
  },
  {
    name: 'db stats',
    purpose: 'Show what the embedded database holds and how large it is.',
    examples: ['webhook-cli db stats', 'webhook-cli db stats --data-dir ./data --json'],
    uses: ['data', 'limits'],
    load: async () => (await import('../commands/db/db-stats.ts')).runDbStats,
  },
  {
    name: 'db compact',
    purpose: 'Give back the space that removed documents left in the data file.',
    examples: ['webhook-cli db compact', 'webhook-cli db compact --data-dir ./data'],
    uses: ['data', 'limits'],
    load: async () => (await import('../commands/db/db-compact.ts')).runDbCompact,
  },
  {
    name: 'db backup',
    purpose: 'Write a checked copy of the embedded database to a file, while it is used.',
    examples: [
      'webhook-cli db backup backup.sqlite',
      'webhook-cli db backup /mnt/backups/webhook-cli.sqlite --overwrite',
    ],
    arguments: [
      {
        name: 'file',
        summary: 'where to write the copy; the README says how to go back to it',
        required: true,
        completes: 'file',
      },
    ],
    options: [{ flags: '--overwrite', summary: 'replace a file that exists' }],
    uses: ['data', 'limits'],
    load: async () => (await import('../commands/db/db-backup.ts')).runDbBackup,
  },
  {
    name: 'db copy',
    purpose: 'Copy the embedded database to a MongoDB deployment, and check the copy.',
    examples: [
      'webhook-cli db copy --to mongodb://db.example.com/',
      'webhook-cli db copy --to mongodb://db.example.com/ --collection orders --collection items',
      'webhook-cli db copy --to mongodb://db.example.com/ --database webhook_cli --overwrite',
    ],
    options: [
      { flags: '--to <uri>', summary: 'MongoDB URI of the deployment to copy to', env: 'WEBHOOK_CLI_COPY_TO' },
      { flags: '--database <name>', summary: 'copy only this one; may be repeated', repeatable: true },
      { flags: '--collection <name>', summary: 'copy only those of this name; may be repeated', repeatable: true },
      {
        flags: '--overwrite',
        summary: 'drop what has the same names at the target first; also what an earlier copy has brought there',
      },
    ],
    uses: ['data', 'limits'],
    load: async () => (await import('../commands/db/db-copy.ts')).runDbCopy,
  },
];
