/** Commands for the data of the embedded engine. */
import type { CommandDescription } from './describe-command.ts';

export const DATABASE_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'db serve',
    streams: true,
    purpose: 'Let mongosh, Compass and drivers into the embedded database, with a password.',
    examples: ['webhook-cli db serve', 'webhook-cli db serve --port 0 --data-dir ./data'],
    options: [{ flags: '--port <number>', summary: 'TCP port on 127.0.0.1; 0 picks a free one', default: '27017' }],
    uses: ['limits'],
    load: async () => (await import('../commands/db/db-serve.ts')).runDbServe,
  },
];
