/** What a realm knows of a deployment, and the present values of global names. */
import type { DeploymentData } from '../protocol.ts';
import type { GuestDeployment } from './call.ts';
import { createTable, jsonParse, objectHasOwn, stringSplit } from './primordials.ts';

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

function toTable<Value>(entries: ReadonlyArray<readonly [string, Value]>): Record<string, Value | undefined> {
  const table = createTable<Value>();
  for (const [name, value] of entries) table[name] = value;
  return table;
}

/** A source that assigns `Date` without declaring it still reads the real one before. */
export function readGlobals(names: string): unknown[] {
  if (names === '') return [];
  return stringSplit(names, ' ').map((name) =>
    objectHasOwn(globalThis, name) ? Reflect.get(globalThis, name) : undefined,
  );
}
