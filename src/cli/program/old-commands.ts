/** Commands of the old tools that scripts still call and that have nothing left to do. */
import type { CommandDescription, OldFlag } from './describe-command.ts';

/** Harmless where nothing is sent to any server. */
const serverFlags: readonly OldFlag[] = [
  { flags: '--base-url <url>', note: 'no server is asked' },
  { flags: '--atlas-base-url <url>', note: 'no server is asked' },
];

export const OLD_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'login',
    purpose: 'Do nothing: the registry URI is the credential.',
    examples: ['webhook-cli login', 'webhook-cli login --username ada --api-key 1234-5678'],
    options: [
      { flags: '--api-key <key>', summary: 'taken, and not read' },
      { flags: '--private-api-key <key>', summary: 'taken, and not read' },
      { flags: '--username <name>', summary: 'taken, and not read' },
      { flags: '--auth-provider <name>', summary: 'taken, and not read', hidden: true },
      { flags: '--password <password>', summary: 'taken, and not read', hidden: true },
    ],
    oldFlags: serverFlags,
    uses: ['registry'],
    load: async () => (await import('../commands/login/login.ts')).runLogin,
  },
  {
    name: 'logout',
    purpose: 'Do nothing: nothing was stored.',
    examples: ['webhook-cli logout'],
    oldFlags: serverFlags,
    uses: ['registry'],
    load: async () => (await import('../commands/login/login.ts')).runLogout,
  },
  {
    name: 'whoami',
    purpose: 'Print which registry the settings name.',
    examples: ['webhook-cli whoami'],
    oldFlags: serverFlags,
    uses: ['registry'],
    load: async () => (await import('../commands/login/login.ts')).runWhoami,
  },
];
