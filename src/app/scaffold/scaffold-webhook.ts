/** A new incoming webhook: its config, and the source of its template. */
import type { AppFiles, JsonObject, RequestValidation, WebhookMethod } from '../app.ts';
import type { WebhookServiceType } from '../kinds/service-config.ts';
import { printJson, printText } from '../print.ts';
import type { NewId } from './scaffold.ts';
import { RUN_AS_SCRIPT } from './templates/function-source.ts';

export interface WebhookAnswers {
  readonly name: string;
  /** Directory of the owning service, such as `services/store-http`. */
  readonly serviceDirectory: string;
  readonly serviceType: WebhookServiceType;
  /** Asked only for services of type http. */
  readonly method: WebhookMethod;
  readonly validation: RequestValidation;
  readonly runAs: RunAsAnswer;
  readonly respondResult: boolean;
  readonly source: string;
  /** A request without this header is refused; for sources that check their sender themselves. */
  readonly requiredHeader?: string;
}

export type RunAsAnswer =
  | { readonly mode: 'system' | 'script' | 'application' }
  | { readonly mode: 'user-id'; readonly userId: string };

export function scaffoldWebhook(answers: WebhookAnswers, newId: NewId): AppFiles {
  const { name, serviceDirectory, runAs, requiredHeader } = answers;
  const config: JsonObject = {
    id: newId(),
    name,
    run_as_authed_user: runAs.mode === 'application',
    run_as_user_id: runAs.mode === 'user-id' ? runAs.userId : '',
    run_as_user_id_script_source: runAs.mode === 'script' ? RUN_AS_SCRIPT : '',
    ...(requiredHeader === undefined
      ? {}
      : { can_evaluate: { [`%%request.requestHeaders.${requiredHeader}`]: { '%exists': true } } }),
    ...webhookOptions(answers),
    respond_result: answers.respondResult,
  };
  const directory = `${serviceDirectory}/incoming_webhooks/${name}`;
  return new Map([
    [`${directory}/config.json`, printJson(config)],
    [`${directory}/source.js`, printText(answers.source)],
  ]);
}

/** Webhooks of type github carry only their secret, those of type twilio no options at all. */
function webhookOptions({ serviceType, method, validation }: WebhookAnswers): JsonObject {
  if (serviceType === 'twilio') return {};
  const secret = 'secret' in validation ? { secret: validation.secret } : {};
  if (serviceType === 'github') return { options: { secret: '', ...secret } };
  return { options: { httpMethod: method, ...secret, validationMethod: validation.method } };
}
