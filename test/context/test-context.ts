/** Collection methods called as the sandbox calls them, in a database of their own. */
import { EJSON, ObjectId } from '../../src/bson/bson.ts';
import { createContextCallHandler } from '../../src/context/context-calls.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import type { ContextCallHandler, SandboxDeployment } from '../../src/sandbox/sandbox.ts';
import { openTestDatabase } from './database.ts';

const deployment: SandboxDeployment = {
  id: 'd1',
  functions: new Map(),
  values: new Map(),
  services: new Map([['mongodb-atlas', 'mongodb-atlas']]),
  appEjson: '{}',
  environmentEjson: '{}',
};

export const system = { deployment, user: {}, runningAsSystem: true };

export interface Target {
  readonly database?: string;
  readonly collection?: string;
  readonly service?: string;
}

export interface TestContext {
  readonly name: string;
  handler(limits?: Partial<Limits>): ContextCallHandler;
  /** Arguments as values, the result as canonical extended JSON. */
  call(method: string, args: readonly unknown[], target?: Target): Promise<unknown>;
  empty(): Promise<void>;
  end(): Promise<void>;
}

export async function createTestContext(): Promise<TestContext> {
  const { database, end } = await openTestDatabase();
  const name = `test_${new ObjectId().toHexString()}`;
  const handler = (limits: Partial<Limits> = {}) =>
    createContextCallHandler({
      clientFor: (service, { services }) => (services.has(service) ? database.client : undefined),
      registryDatabase: 'webhook_cli',
      limits: { ...DEFAULT_LIMITS, ...limits },
    });
  return {
    name,
    handler,
    async call(method, values, target = {}) {
      const args = EJSON.stringify(values, { relaxed: false });
      const place = { service: 'mongodb-atlas', database: name, collection: 'c', ...target };
      return JSON.parse(await handler()({ facility: 'mongodb', ...place, method, args }, system));
    },
    async empty() {
      await database.client.db(name).collection('c').deleteMany({});
    },
    async end() {
      await database.client.db(name).dropDatabase();
      await end();
    },
  };
}
