/** The templates of incoming webhooks by name. */
import type { WebhookServiceType } from '../../kinds/service-config.ts';
import { GITHUB_TEMPLATE, HTTP_TEMPLATE, TWILIO_TEMPLATE } from './service-webhooks.ts';
import { SLACK_TEMPLATE } from './slack.ts';
import { STRIPE_TEMPLATE } from './stripe.ts';
import type { WebhookTemplate } from './template.ts';

export const TEMPLATE_NAMES = ['http', 'github', 'twilio', 'stripe', 'slack'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export const WEBHOOK_TEMPLATES: Readonly<Record<TemplateName, WebhookTemplate>> = {
  http: HTTP_TEMPLATE,
  github: GITHUB_TEMPLATE,
  twilio: TWILIO_TEMPLATE,
  stripe: STRIPE_TEMPLATE,
  slack: SLACK_TEMPLATE,
};

export function listTemplates(type: WebhookServiceType): readonly TemplateName[] {
  return TEMPLATE_NAMES.filter((name) => WEBHOOK_TEMPLATES[name].serviceType === type);
}
