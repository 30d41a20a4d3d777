/**
 * Every command on one page. What each of them takes is on the pages below `program/`; its work is loaded when it is called,
 * so that `--help` costs nothing else.
 */
import { APP_COMMANDS } from './program/app-commands.ts';
import { DATABASE_COMMANDS } from './program/database-commands.ts';
import type { Program } from './program/describe-command.ts';
import { OLD_COMMANDS } from './program/old-commands.ts';
import { REGISTRY_COMMANDS } from './program/registry-commands.ts';
import { SERVE_COMMANDS } from './program/serve-commands.ts';
import { describeShellCommands } from './program/shell-commands.ts';

export const PROGRAM: Program = {
  purpose:
    'Runs exported MongoDB Stitch and App Services directories: checks, deploys and serves their incoming webhooks.',
  examples: ['webhook-cli validate ./my-app', 'webhook-cli import ./my-app --create', 'webhook-cli serve'],
  topics: [
    { title: 'App directories', commands: APP_COMMANDS },
    { title: 'Deploying', commands: REGISTRY_COMMANDS },
    { title: 'Running', commands: SERVE_COMMANDS },
    { title: 'The embedded database', commands: DATABASE_COMMANDS },
    { title: 'The program itself', commands: describeShellCommands(() => PROGRAM) },
    { title: 'For scripts of the old tools', commands: OLD_COMMANDS },
  ],
  groups: [
    { name: 'webhooks', purpose: 'Look at the incoming webhooks of an app.' },
    { name: 'db', purpose: 'Work with the embedded database.' },
    { name: 'config', purpose: 'Look at the settings of this program.' },
  ],
};
