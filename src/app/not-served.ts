/** Incoming webhooks that this version keeps and exports, and whose calls it refuses by name. */
import type { IncomingWebhook, RunAs, Service } from './app.ts';

const USERS: Readonly<Record<Exclude<RunAs['mode'], 'system'>, string>> = {
  'user-id': 'runs as a fixed user',
  script: 'runs as the user that a script chooses',
  application: 'runs as the user who calls',
};

/** Why calls to it are refused; undefined when they are answered. */
export function explainNotServed({ type }: Service, { runAs }: IncomingWebhook): string | undefined {
  if (type !== 'http') return `belongs to a service of type ${type}`;
  return runAs.mode === 'system' ? undefined : USERS[runAs.mode];
}
