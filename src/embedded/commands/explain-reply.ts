/** What every explanation tells beside the plan: of which command, by whom. */
import { hostname } from 'node:os';
import { type Document, Int32 } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { encodeResult } from '../aggregation/result.ts';
import type { Command, CommandContext } from './command.ts';
import type { Verbosity } from './explain-query.ts';
import { SERVER_VERSION } from './server-version.ts';

export function explainReply(
  context: CommandContext,
  explain: NonNullable<Command['explain']>,
  verbosity: Verbosity,
): Document {
  const { body, database, store } = context;
  const reply = {
    explainVersion: '1',
    ...explain(context, verbosity),
    command: { ...body, $db: database },
    serverInfo: {
      host: hostname(),
      port: new Int32(0),
      version: SERVER_VERSION.join('.'),
      gitVersion: 'webhook-cli embedded engine',
    },
    serverParameters: serverParameters(store.limits),
  };
  // The filter stands in it several times.
  encodeResult(reply, store.limits.engineDocumentBytesMax);
  return reply;
}

/** The bounds of this engine under the names of the server's. */
function serverParameters({ engineSortBytesMax, engineGroupBytesMax }: Limits): Document {
  return {
    internalQueryMaxBlockingSortMemoryUsageBytes: engineSortBytesMax,
    internalDocumentSourceGroupMaxMemoryBytes: engineGroupBytesMax,
  };
}
