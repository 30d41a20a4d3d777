/** `serve`: answers the webhooks of deployed apps until a signal ends it. */
import { once } from 'node:events';
import { ObjectId } from '../../../bson/bson.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import type { LogWriter } from '../../../registry/logs.ts';
import { answerWebhook, type Runtime } from '../../../runtime/runtime.ts';
import { createServer } from '../../../server/server.ts';
import type { CommandContext } from '../../command.ts';
import { type OpenRegistry, withRegistry } from '../../open-registry.ts';
import { readPort } from '../../port-option.ts';
import { readPublicUrl } from '../../public-url.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from './default-address.ts';
import { createServedApps, type ServedApps } from './serve-apps.ts';
import { findAppsToServe, followRegistry, loadApps } from './serve-follow.ts';
import { reportServing } from './serve-report.ts';

export interface ServeOptions {
  /** Client app ids; none means every deployed app. */
  readonly appId?: readonly string[];
  readonly port?: number | string;
  readonly host?: string;
  readonly exampleBody?: string;
  readonly publicUrl?: string;
}

export async function runServe(options: ServeOptions, context: CommandContext): Promise<number> {
  const address = { host: options.host ?? DEFAULT_HOST, port: readPort(options.port ?? DEFAULT_PORT) };
  const publicUrl = options.publicUrl === undefined ? undefined : readPublicUrl(options.publicUrl);
  context.output.progress('Opening the registry…');
  await withRegistry(context, async (open) => {
    await open.registry.prepare();
    // Ended in the reverse order of their start: the server first, then what its requests use.
    const started = new AsyncDisposableStack();
    try {
      await serve(
        { ...address, publicUrl, ids: options.appId ?? [], exampleBody: options.exampleBody },
        open,
        context,
        started,
      );
    } finally {
      await started.disposeAsync();
    }
  });
  return EXIT_CODES.done;
}

interface Serving {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly ids: readonly string[];
  readonly exampleBody: string | undefined;
}

async function serve(
  serving: Serving,
  open: OpenRegistry,
  context: CommandContext,
  started: AsyncDisposableStack,
): Promise<void> {
  const { output, signal } = context;
  const { limits } = context.settings;
  const warn = (text: string): void => output.warning(text);
  const logs = open.registry.createLogWriter({
    onLoss: (lost, cause) => warn(`${lost} request log entries were lost: ${cause.message}`),
  });
  started.defer(() => logs.close());
  const functionClient = await open.database.openFunctionClient();
  const served = createServedApps({ registry: open.registry, functionClient, limits, onDiagnostic: warn });
  // The server has waited for its requests by then: nobody is left to hear from a call.
  started.defer(() => served.close(0));

  const records = await findAppsToServe(serving.ids, open);
  output.progress(`Loading ${records.length} ${records.length === 1 ? 'app' : 'apps'}…`);
  const loaded = await loadApps(records, served, serving.ids.length > 0, output);
  const follower = followRegistry(open, served, loaded, serving.ids, output);
  started.defer(() => follower.close());

  const origin = { url: serving.publicUrl ?? '' };
  const runtime = createRuntime(served, logs, context, origin, warn);
  const server = createServer({
    limits,
    answer: (request) => answerWebhook(request, runtime),
    onFault: runtime.onFault,
  });
  started.defer(() => server.close(limits.drainMs));
  const port = await server.listen(serving.host, serving.port);
  const address = `http://${reachableHost(serving.host)}:${port}`;
  origin.url = serving.publicUrl ?? address;

  const apps = records.flatMap(({ clientAppId }) => served.apps.get(clientAppId) ?? []);
  reportServing({ apps, database: open.database, address, ...serving, publicUrl: origin.url }, output);
  if (!signal.aborted) await once(signal, 'abort');
  output.progress('Stopping: running requests are finished first…');
}

function createRuntime(
  served: ServedApps,
  logs: LogWriter,
  { now, settings }: CommandContext,
  origin: { readonly url: string },
  warn: (text: string) => void,
): Runtime {
  return {
    apps: served.apps,
    limits: settings.limits,
    publicUrl: () => origin.url,
    log: (entry) => logs.write(entry),
    now,
    newId: () => new ObjectId(),
    onFault: (fault) =>
      warn(`internal fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`),
  };
}

/** An address that stands for every interface is no address to call. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
