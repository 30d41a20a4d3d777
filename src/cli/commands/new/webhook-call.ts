/** Where a new webhook will answer, and a call that it accepts. */
import { explainNotServed } from '../../../app/not-served.ts';
import type { WebhookAnswers } from '../../../app/scaffold/scaffold-webhook.ts';
import type { WebhookTemplate } from '../../../app/scaffold/templates/template.ts';
import { webhookPath } from '../../../app/webhook-url.ts';
import type { CommandContext } from '../../command.ts';
import { createCurl } from '../../example-call.ts';
import { DEFAULT_ORIGIN } from '../serve/default-address.ts';
import { type Draft, nextCommand } from './draft.ts';

export interface CallFacts {
  readonly clientAppId: string | undefined;
  readonly root: string;
  readonly service: string;
  readonly template: WebhookTemplate;
  /** That the source of a template checks. */
  readonly secret: string | undefined;
}

export function describeCall(
  webhook: WebhookAnswers,
  facts: CallFacts,
  context: CommandContext,
): Pick<Draft, 'url' | 'curl' | 'note' | 'next'> {
  const { clientAppId, root, service, template } = facts;
  const url = DEFAULT_ORIGIN + webhookPath(clientAppId ?? 'APP_ID', service, webhook.name);
  const next = [nextCommand('import --create', root, context), 'webhook-cli serve'];
  const obstacle = findObstacle(webhook, facts);
  if (obstacle !== undefined) return { url, note: obstacle, next };
  const { sender, example } = template;
  const isSigned = sender.checkedBy === 'source';
  const headers = isSigned ? sender.sign(facts.secret ?? '', example.body, context.now()) : {};
  const { method, validation } = webhook;
  const curl = createCurl({ method, validation, url, ...example, headers });
  if (!isSigned) return { url, curl, next };
  return {
    url,
    curl,
    note: `the signature in the curl command is good for ${sender.toleranceSeconds / 60} minutes`,
    next,
  };
}

/** Why no call can be shown. */
function findObstacle({ serviceType, runAs }: WebhookAnswers, { clientAppId }: CallFacts): string | undefined {
  const notServed = explainNotServed({ type: serviceType }, { runAs });
  if (notServed !== undefined) return `calls to it are refused by this version: it ${notServed}`;
  if (clientAppId === undefined) return 'the app has no client app id yet: the import makes one, and prints it';
  return undefined;
}
