/** `context.services`: linked data sources, and a named refusal for every other type of service. */
import type { Call } from './call.ts';
import { createNotSupported } from './errors.ts';
import { createMongoClient } from './mongodb.ts';
import { objectFreeze } from './primordials.ts';

export function createServices(call: Call, system: boolean): object {
  return objectFreeze({
    /** Undefined for a name that the app does not have, as the old platform answered. */
    get(name: unknown): unknown {
      const service = String(name);
      const type = call.deployment.services[service];
      if (type === undefined) return undefined;
      if (type === 'mongodb-atlas' || type === 'mongodb') return createMongoClient(call, system, service);
      return createRefusals(`the ${type} service "${service}"`);
    },
  });
}

/** Any action of it is a function that fails by name, so that no call can pass for a success. */
export function createRefusals(facility: string): object {
  return new Proxy(objectFreeze({}), {
    get(_target, action) {
      // A promise looks for `then` on what it resolves with; that is no action.
      if (typeof action === 'symbol' || action === 'then' || action === 'toJSON') return undefined;
      return () => {
        throw createNotSupported(`${facility}: ${action}`);
      };
    },
  });
}
