/** How a new webhook is called, how a request proves its sender, and as whom the webhook runs. */
import type { RequestValidation, WebhookMethod } from '../../../app/app.ts';
import type { WebhookServiceType } from '../../../app/kinds/service-config.ts';
import { VALIDATION_METHODS, WEBHOOK_METHODS } from '../../../app/kinds/webhook-config.ts';
import { describeMode } from '../../../app/kinds/webhook-run-as.ts';
import { explainNotServed } from '../../../app/not-served.ts';
import type { RunAsAnswer } from '../../../app/scaffold/scaffold-webhook.ts';
import type { Sender } from '../../../app/scaffold/templates/template.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice, askText } from '../../prompts.ts';
import { resolveChoice } from './answers.ts';
import type { NewOptions } from './kinds.ts';
import { listSecretFlags, resolveSecret } from './webhook-secret.ts';

/** Webhooks of other types than http are called with POST, and so are those whose sender is known. */
export async function resolveMethod(
  type: WebhookServiceType,
  sender: Sender,
  { method: given }: NewOptions,
  context: CommandContext,
): Promise<WebhookMethod> {
  const fixed = sender.checkedBy === 'source' ? sender.method : type === 'http' ? undefined : 'POST';
  const preset = 'POST' as const;
  const question = { message: 'HTTP method', flag: '--method', allowed: WEBHOOK_METHODS, preset };
  const method = await resolveChoice({ ...question, given: given ?? fixed }, context);
  if (fixed === undefined || method === fixed) return method;
  const reason = `its sender calls it with ${fixed}`;
  throw new WebhookCliError('UnusableAnswer', { flag: '--method', value: method, reason });
}

/** What the runtime checks, before the source runs. */
export async function resolveValidation(
  type: WebhookServiceType,
  sender: Sender,
  options: NewOptions,
  context: CommandContext,
): Promise<RequestValidation> {
  const given = options.validation;
  if (sender.checkedBy === 'source') return onlyValidation({ method: 'NO_VALIDATION' }, 'the source checks it', given);
  if (type === 'twilio') {
    refuseSecret(options, 'twilio signs with the auth token of the account');
    return onlyValidation({ method: 'TWILIO' }, 'twilio signs its requests', given);
  }
  if (type === 'github') {
    const validation = { method: 'GITHUB', secret: await resolveSecret(options, context) } as const;
    return onlyValidation(validation, 'github signs its requests', given);
  }
  const preset = 'VERIFY_PAYLOAD' as const;
  const question = { message: 'How does a request prove its sender', flag: '--validation', given, preset };
  const allowed = VALIDATION_METHODS;
  const method = await resolveChoice({ ...question, allowed, label: (name) => validationLabels[name] }, context);
  if (method !== 'NO_VALIDATION') return { method, secret: await resolveSecret(options, context) };
  refuseSecret(options, 'NO_VALIDATION checks no secret');
  return { method };
}

const validationLabels: Readonly<Record<(typeof VALIDATION_METHODS)[number], string>> = {
  VERIFY_PAYLOAD: 'VERIFY_PAYLOAD: a signature of the body',
  SECRET_AS_QUERY_PARAM: 'SECRET_AS_QUERY_PARAM: a secret in the URL',
  NO_VALIDATION: 'NO_VALIDATION: not at all',
};

function onlyValidation(validation: RequestValidation, reason: string, given: string | undefined): RequestValidation {
  if (given === undefined || given.toUpperCase() === validation.method) return validation;
  throw new WebhookCliError('UnusableAnswer', { flag: '--validation', value: given, reason });
}

function refuseSecret(options: NewOptions, reason: string): void {
  const [flag] = listSecretFlags(options);
  if (flag !== undefined) throw new WebhookCliError('SecretNotUsed', { flag, reason });
}

export const RUN_AS_MODES = ['system', 'user-id', 'script', 'application'] as const;

export async function resolveRunAs(options: NewOptions, context: CommandContext): Promise<RunAsAnswer> {
  const { userId } = options;
  const flagged = options.runAs ?? (userId === undefined ? undefined : 'user-id');
  const given = flagged ?? (context.interactive ? undefined : 'system');
  const question = { message: 'User that the webhook runs as', flag: '--run-as', allowed: RUN_AS_MODES };
  const mode = await resolveChoice({ ...question, given, preset: 'system', label: describeRunAs }, context);
  if (mode === 'user-id') return { mode, userId: await resolveUserId(userId, context) };
  if (userId === undefined) return { mode };
  const reason = `--run-as ${mode} takes no user`;
  throw new WebhookCliError('UnusableAnswer', { flag: '--user-id', value: userId, reason });
}

function describeRunAs(mode: (typeof RUN_AS_MODES)[number]): string {
  const isServed = explainNotServed({ type: 'http' }, { runAs: { mode } }) === undefined;
  return `${mode}: ${describeMode({ mode })}${isServed ? '' : ' (not answered yet)'}`;
}

async function resolveUserId(given: string | undefined, context: CommandContext): Promise<string> {
  const explainProblem = (id: string) => (id.trim() === '' ? 'the id of a user is needed' : undefined);
  const userId = given ?? (await askText({ message: 'Id of the user', flag: '--user-id', explainProblem }, context));
  const reason = explainProblem(userId);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag: '--user-id', value: userId, reason });
  return userId;
}

/** The old console had this on for new webhooks. */
export async function resolveRespondResult(options: NewOptions, context: CommandContext): Promise<boolean> {
  if (options.respondResult !== undefined) return options.respondResult;
  if (!context.interactive) return true;
  const choices = [
    { value: 'yes', label: "with the function's result" },
    { value: 'no', label: 'with 204 and no body' },
  ] as const;
  return (await askChoice({ message: 'Answer', flag: '--respond-result', choices }, context)) === 'yes';
}
