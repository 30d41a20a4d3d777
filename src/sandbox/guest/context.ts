/** `context`: everything that a function gets from its app, made when the function first looks. */
import type { Call } from './call.ts';
import { readEjson } from './ejson-read.ts';
import { createError } from './errors.ts';
import { jsonParse, objectFreeze } from './primordials.ts';
import { createRefusals, createServices } from './services.ts';

/** Runs a function of the app by its name. */
export type Execute = (name: string, values: readonly unknown[]) => unknown;

/** `system` differs from the call's own in a function that is configured to run as system. */
export function createContext(call: Call, system: boolean, execute: Execute): object {
  let services: object | undefined;
  let functions: object | undefined;
  let values: object | undefined;
  let user: unknown;
  let request: unknown;
  return objectFreeze({
    get services() {
      services ??= createServices(call, system);
      return services;
    },
    get functions() {
      functions ??= objectFreeze({
        execute: (name: unknown, ...values: unknown[]) => execute(String(name), values),
      });
      return functions;
    },
    get values() {
      values ??= createValues(call);
      return values;
    },
    get user() {
      user ??= system && !call.system ? createSystemUser() : jsonParse(call.userJson);
      return user;
    },
    get request() {
      request ??= jsonParse(call.requestJson);
      return request;
    },
    get app() {
      return readEjson(call.deployment.app);
    },
    get environment() {
      return readEjson(call.deployment.environment);
    },
    get http() {
      return createRefusals('context.http');
    },
    runningAsSystem: () => system,
  });
}

function createValues(call: Call): object {
  return objectFreeze({
    get(name: unknown): unknown {
      const value = call.deployment.values[String(name)];
      if (value === undefined) return undefined;
      // A fresh value each time: one call's changes to it are not another's.
      if ('ejson' in value) return readEjson(value.ejson);
      throw createError(
        'SecretsNotAvailableError',
        `the value "${String(name)}" is taken from the secret "${value.secret}", and secrets are not available yet`,
      );
    },
  });
}

function createSystemUser(): object {
  return { id: '', type: 'system', data: {}, custom_data: {}, identities: [] };
}
