/** Step 6: the webhook's `can_evaluate`. A fault while evaluating denies; its cause goes to the log. */
import { Binary, EJSON } from '../../bson/bson.ts';
import { WebhookCliError } from '../../errors.ts';
import { type ExpressionScope, isPlainDocument } from '../../expressions/compiled.ts';
import { evaluateExpression } from '../../expressions/expression.ts';
import type { FunctionCall } from '../../sandbox/sandbox.ts';
import type { ServedApp } from '../served-app.ts';
import type { WebhookPayload } from './payload.ts';
import type { Route } from './route.ts';

/** Throws `NoMatchingRuleFound`, with the fault as its `cause` when there was one. */
export async function checkCanEvaluate(
  route: Route,
  payload: WebhookPayload,
  caller: Pick<FunctionCall, 'request' | 'user' | 'runningAsSystem'>,
): Promise<void> {
  const { canEvaluate, config } = route.webhook;
  if (canEvaluate === undefined) return;
  let fault: string | undefined;
  const scope = createScope(route.app, payload, caller);
  const allowed = await evaluateExpression(canEvaluate, scope, (cause) => {
    fault = cause;
  });
  if (allowed) return;
  const options = fault === undefined ? {} : { cause: new Error(`can_evaluate: ${fault}`) };
  throw new WebhookCliError('NoMatchingRuleFound', { name: config.name }, options);
}

function createScope(
  app: ServedApp,
  payload: WebhookPayload,
  caller: Pick<FunctionCall, 'request' | 'user' | 'runningAsSystem'>,
): ExpressionScope {
  const { query, headers, body } = payload;
  return {
    value: (name) => readValue(app, name),
    environment: app.environment,
    request: caller.request,
    user: withProviderTypes(caller.user),
    args: [{ query, headers, ...(body === undefined ? {} : { body: new Binary(body) }) }],
    callFunction: (name, args) => callFunction(app, caller, name, args),
  };
}

/** Expressions say `providerType` where `context.user` says `provider_type`; the old platform's pages have both. */
function withProviderTypes(user: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const identities = Array.isArray(user.identities) ? user.identities : [];
  if (identities.length === 0) return user;
  return {
    ...user,
    identities: identities.map((identity: Readonly<Record<string, unknown>>) => ({
      ...identity,
      providerType: identity.provider_type,
    })),
  };
}

function readValue(app: ServedApp, name: string): unknown {
  const value = app.deployment.values.get(name);
  if (value === undefined) return undefined;
  if ('secret' in value) throw new Error(`value ${name} comes from a secret; secrets are not available yet`);
  return EJSON.parse(value.ejson, { relaxed: false });
}

async function callFunction(
  app: ServedApp,
  caller: Pick<FunctionCall, 'request' | 'user' | 'runningAsSystem'>,
  name: string,
  args: readonly unknown[],
): Promise<unknown> {
  const definition = app.functions.get(name);
  if (definition === undefined) throw new Error(`function not found: '${name}'`);
  const outcome = await app.sandbox.call({
    deployment: app.deployment,
    functionName: name,
    source: definition.source,
    arguments: { kind: 'ejson', text: printValue(args) },
    ...caller,
    runningAsSystem: caller.runningAsSystem || definition.runAsSystem,
    relaxed: false,
    wantsResult: true,
  });
  if (outcome.status === 'returned') return EJSON.parse(outcome.result, { relaxed: false });
  const detail = outcome.status === 'threw' ? ` ${outcome.error}\n${outcome.stack}` : '';
  throw new Error(`function ${name} ended as ${outcome.status}${detail}`);
}

/** Canonical extended JSON, in which a document is always plain data: a name from outside may be `_bsontype`, which bson obeys. */
function printValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(',')}]`;
  if (!isPlainDocument(value)) return EJSON.stringify(value ?? null, { relaxed: false });
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${printValue(field)}`).join(',')}}`;
}
