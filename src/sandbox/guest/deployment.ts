/** What a realm knows of a deployment, and the present values of global names. */
import type { DeploymentData } from '../protocol.ts';
import type { GuestDeployment } from './call.ts';
import { appendTo, createTable, jsonParse, objectHasOwn } from './primordials.ts';

export function readDeployment(text: string): GuestDeployment {
  const data: DeploymentData = jsonParse(text);
  return {
    values: toTable(data.values),
    services: toTable(data.services),
    functions: toTable(data.functions),
    app: data.app,
    environment: data.environment,
  };
}

/** By index: user code may have patched the iteration of arrays before a deployment arrives. */
function toTable<Value>(entries: ReadonlyArray<readonly [string, Value]>): Record<string, Value | undefined> {
  const table = createTable<Value>();
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index];
    if (entry !== undefined) table[entry[0]] = entry[1];
  }
  return table;
}

/** `names` is a JSON array. A source that assigns `Date` without declaring it still reads the real one before. */
export function readGlobals(names: string): unknown[] {
  const given: string[] = jsonParse(names);
  const values: unknown[] = [];
  for (let index = 0; index < given.length; index++) {
    const name = given[index] ?? '';
    appendTo(values, objectHasOwn(globalThis, name) ? Reflect.get(globalThis, name) : undefined);
  }
  return values;
}
