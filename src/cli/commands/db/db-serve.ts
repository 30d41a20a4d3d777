/** `db serve`: opens the embedded database to other programs of this machine until a signal ends it. */
import { once } from 'node:events';
import { prepareDataFile } from '../../../database/database.ts';
import { startEmbeddedEngine } from '../../../embedded/embedded.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import type { CommandContext } from '../../command.ts';
import { readPort } from '../../port-option.ts';
import { assertEmbedded } from './embedded-file.ts';

export interface DbServeOptions {
  readonly port: number | string;
}

const USER = 'webhook-cli';
const PASSWORD_BYTES = 24;

export async function runDbServe({ port }: DbServeOptions, context: CommandContext): Promise<number> {
  const { settings, output, signal, randomBytes } = context;
  const asked = readPort(port);
  assertEmbedded('db serve', settings);
  const dataFile = prepareDataFile(settings.dataDirectory);
  const password = Buffer.from(randomBytes(PASSWORD_BYTES)).toString('base64url');
  const tcp = { port: asked, user: USER, password };
  const engine = await startEmbeddedEngine({ dataFile, limits: settings.limits, tcp });
  try {
    const uri = `mongodb://${USER}:${password}@127.0.0.1:${engine.port}/?directConnection=true`;
    output.progress(`Serving ${dataFile}; the password is good until this command ends`);
    output.streamed([uri, '', '# for example', `mongosh "${uri}"`], { event: 'listening', uri, dataFile });
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), engine.ended]);
    if (signal.aborted) output.progress('Stopping: writes that were sent are finished first…');
  } finally {
    await engine.close();
  }
  const failure = engine.failure();
  if (failure !== undefined) throw failure;
  return EXIT_CODES.done;
}
