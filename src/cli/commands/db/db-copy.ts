/** `db copy`: everything that the embedded database holds, to a MongoDB deployment, checked document by document. */

import { type CopyReport, copyDatabases } from '../../../database/copy/copy.ts';
import type { CopyProgress } from '../../../database/copy/copy-context.ts';
import { openDatabase } from '../../../database/database.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import { renderTable } from '../../render-table.ts';
import { nonEmpty } from '../../settings/origin.ts';
import { showsPassword } from '../../settings/settings.ts';
import { startStopwatch } from '../../stopwatch.ts';
import { findDataFile } from './embedded-file.ts';
import { pacedProgress } from './paced-progress.ts';

export interface DbCopyOptions {
  readonly to?: string;
  readonly database?: readonly string[];
  readonly collection?: readonly string[];
  readonly overwrite?: boolean;
}

const ENVIRONMENT_NAME = 'WEBHOOK_CLI_COPY_TO';

/**
 * The longest time that a timer knows. A document whose time comes while it is copied stays until the copy has ended: without
 * it here, the target would have one too many, and neither this copy nor the next one would be the same on both sides.
 */
const NO_SWEEP_MS = 2 ** 31 - 1;

export async function runDbCopy(options: DbCopyOptions, context: CommandContext): Promise<number> {
  const { settings, output } = context;
  const { uri, uriName } = readTarget(options, context);
  const dataFile = findDataFile('db copy', settings);
  const { dataDirectory, limits } = settings;
  const stopwatch = startStopwatch();
  // The target first: what cannot be reached needs no engine.
  const shared = { dataDirectory, limits, appName: 'webhook-cli' };
  const target = await openDatabase({ ...shared, uri, uriName });
  try {
    const source = await openDatabase({
      ...shared,
      uri: undefined,
      limits: { ...limits, engineTtlSweepMs: NO_SWEEP_MS },
    });
    try {
      output.progress(`Copying ${dataFile} to ${target.description}…`);
      const report = await copyDatabases({
        source,
        target,
        limits,
        signal: context.signal,
        databases: options.database ?? [],
        collections: options.collection ?? [],
        overwrite: options.overwrite ?? false,
        onProgress: createProgress(context),
      });
      return reportCopy(report, { dataFile, hosts: target.description, durationMs: stopwatch.elapsedMs() }, context);
    } finally {
      await source.close();
    }
  } finally {
    await target.close();
  }
}

function readTarget({ to }: DbCopyOptions, { env, output }: CommandContext): { uri: string; uriName: string } {
  const uri = nonEmpty(to) ?? nonEmpty(env[ENVIRONMENT_NAME]);
  if (uri === undefined) {
    throw new WebhookCliError('WrongUsage', { reason: `db copy needs --to URI, or ${ENVIRONMENT_NAME}` });
  }
  if (to !== undefined && showsPassword({ registry: to })) {
    output.warning(`a password in --to can be seen by other users of this machine: use ${ENVIRONMENT_NAME} instead`);
  }
  return { uri, uriName: `the URI of ${nonEmpty(to) === undefined ? ENVIRONMENT_NAME : '--to'}` };
}

function createProgress(context: CommandContext): (progress: CopyProgress) => void {
  const progress = pacedProgress(context);
  return ({ step, namespace, documents, total }) =>
    progress(() => {
      if (step === 'Waiting') return `Waiting for the target, to go on with ${namespace}…`;
      return `${step} ${namespace}: ${documents}${total === undefined ? '' : ` of ${total}`} documents…`;
    });
}

interface CopyFacts {
  readonly dataFile: string;
  readonly hosts: string;
  readonly durationMs: number;
}

function reportCopy(report: CopyReport, facts: CopyFacts, { output }: CommandContext): number {
  const durationMs = Math.round(facts.durationMs);
  const data = { dataFile: facts.dataFile, target: facts.hosts, ...report, durationMs };
  const wrong = report.collections.filter(({ problems }) => problems.length > 0);
  if (wrong.length > 0) {
    const problems = wrong.flatMap(({ namespace, problems: own }) => own.map((text) => `${namespace}: ${text}`));
    output.error(new WebhookCliError('CopyIncomplete', { hosts: facts.hosts, problems: problems.join('; ') }), data);
    return EXIT_CODES.failed;
  }
  output.result(renderReport(report, { ...facts, durationMs }), data);
  return EXIT_CODES.done;
}

function renderReport({ collections, views }: CopyReport, { hosts, durationMs }: CopyFacts): Line[] {
  const rows = collections.map(({ namespace, documents, added, indexes, digest }) => [
    namespace,
    ...[documents, added, indexes].map(String),
    digest.slice(0, SHOWN_DIGITS),
  ]);
  const documents = collections.reduce((sum, { documents: own }) => sum + own, 0);
  return [
    `Copied to ${hosts}: ${documents} documents in ${collections.length} collections, ${views.length} views; both sides read again and the same (${durationMs} ms)`,
    ...(rows.length === 0 ? [] : renderTable(['collection', 'documents', 'added', 'indexes', 'digest'], rows)),
  ];
}

const SHOWN_DIGITS = 16;
