/** A sandbox for tests: sources as text, a handler that records, limits to override. */
import { createHash } from 'node:crypto';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { createSandbox } from '../../src/sandbox/parent.ts';
import type {
  CallArguments,
  CallScope,
  ContextCall,
  ContextCallHandler,
  FunctionCall,
  FunctionOutcome,
  Sandbox,
  SandboxDeployment,
  SourceRef,
} from '../../src/sandbox/sandbox.ts';

export interface AppOptions {
  readonly limits?: Partial<Limits>;
  readonly functions?: Readonly<Record<string, string | { readonly text: string; readonly runAsSystem: boolean }>>;
  readonly values?: Readonly<Record<string, { readonly ejson: string } | { readonly secret: string }>>;
  readonly answer?: ContextCallHandler;
}

export interface CallOptions {
  readonly body?: Uint8Array | string;
  readonly query?: Record<string, string>;
  readonly arguments?: CallArguments;
  readonly runningAsSystem?: boolean;
  readonly relaxed?: boolean;
  readonly wantsResult?: boolean;
  readonly path?: string;
  /** Another deployment of the same app. */
  readonly deploymentId?: string;
}

export interface AppSandbox {
  readonly sandbox: Sandbox;
  readonly contextCalls: Array<ContextCall & Omit<CallScope, 'deployment'>>;
  readonly diagnostics: string[];
  call(source: string, options?: CallOptions): Promise<FunctionOutcome>;
  /** The result as plain JSON. Throws with the outcome when the call did not return. */
  run(source: string, options?: CallOptions): Promise<unknown>;
}

export const SOURCE_PATH = 'services/x/incoming_webhooks/y/source.js';

export function createAppSandbox(options: AppOptions = {}): AppSandbox {
  const contextCalls: AppSandbox['contextCalls'] = [];
  const diagnostics: string[] = [];
  const deployment = createDeployment(options);
  const answer = options.answer ?? (async () => 'null');
  const sandbox = createSandbox({
    appId: 'app-abcde',
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    onContextCall: (call, scope) => {
      const { user, runningAsSystem } = scope;
      contextCalls.push({ ...call, user, runningAsSystem });
      return answer(call, scope);
    },
    onDiagnostic: (text) => diagnostics.push(text),
  });
  const call = (source: string, given: CallOptions = {}): Promise<FunctionOutcome> =>
    sandbox.call(createCall({ ...deployment, id: given.deploymentId ?? deployment.id }, source, given));
  const run = async (source: string, given: CallOptions = {}): Promise<unknown> => {
    const outcome = await call(source, { relaxed: true, ...given });
    if (outcome.status === 'returned') return JSON.parse(outcome.result);
    throw new Error(JSON.stringify(outcome));
  };
  return { sandbox, contextCalls, diagnostics, call, run };
}

function createDeployment(options: AppOptions): SandboxDeployment {
  const functions = Object.entries(options.functions ?? {}).map(([name, given]) => {
    const { text, runAsSystem } = typeof given === 'string' ? { text: given, runAsSystem: false } : given;
    return [name, { source: sourceOf(text, `functions/${name}/source.js`), runAsSystem }] as const;
  });
  return {
    id: 'deployment-1',
    functions: new Map(functions),
    values: new Map(Object.entries(options.values ?? {})),
    services: new Map([
      ['mongodb-atlas', 'mongodb-atlas'],
      ['sms', 'twilio'],
    ]),
    appEjson: '{"id":"1","clientAppId":"app-abcde"}',
    environmentEjson: '{"tag":"","values":{}}',
  };
}

function createCall(deployment: SandboxDeployment, source: string, given: CallOptions): FunctionCall {
  const body = typeof given.body === 'string' ? Buffer.from(given.body) : given.body;
  return {
    deployment,
    functionName: 'y',
    source: sourceOf(source, given.path ?? SOURCE_PATH),
    arguments: given.arguments ?? {
      kind: 'webhook',
      query: given.query ?? {},
      headers: { 'X-Signature': ['v'] },
      body,
    },
    request: { httpMethod: 'POST', rawQueryString: '', requestHeaders: {} },
    user: { id: 'user-1', type: 'normal', data: {}, custom_data: {}, identities: [] },
    runningAsSystem: given.runningAsSystem ?? false,
    relaxed: given.relaxed ?? false,
    wantsResult: given.wantsResult ?? true,
  };
}

function sourceOf(text: string, path: string): SourceRef {
  return { path, text, hash: createHash('sha256').update(text).digest('hex') };
}
