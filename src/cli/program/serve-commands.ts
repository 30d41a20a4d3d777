/** Commands that run deployed apps. */
import { DEFAULT_HOST, DEFAULT_PORT } from '../commands/serve/default-address.ts';
import type { CommandDescription } from './describe-command.ts';

export const SERVE_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'serve',
    streams: true,
    purpose: 'Answer the webhooks of deployed apps at their old paths.',
    examples: [
      'webhook-cli serve',
      'webhook-cli serve --app-id orders-abcde --port 8080',
      'webhook-cli serve --host 0.0.0.0 --public-url https://hooks.example.com',
    ],
    options: [
      { flags: '--app-id <id...>', summary: 'client app ids to serve', otherwise: 'every app' },
      { flags: '--port <number>', summary: 'TCP port; 0 picks a free one', default: String(DEFAULT_PORT) },
      { flags: '--host <address>', summary: 'address to listen on', default: DEFAULT_HOST },
      { flags: '--public-url <url>', summary: 'origin that callers use, for printed URLs and context.request' },
      {
        flags: '--example-body <json>',
        summary: 'also print one working curl per validation method, signed for this body',
      },
    ],
    uses: ['registry'],
    load: async () => (await import('../commands/serve/serve.ts')).runServe,
  },
];
