/** Where a change stream starts: now, at a time, or after an event that its client has seen. */
import type { Document } from '../../bson/bson.ts';
import type { Oplog } from '../storage/oplog.ts';
import type { OplogEntry } from '../storage/oplog-entry.ts';
import { parseResumeToken, resumeToken, seqOfTime } from './resume-token.ts';
import { endsStream, type Scope } from './scope.ts';
import type { ChangeStreamSpec } from './specification.ts';
import { historyLost, invalidResumeToken } from './stream-errors.ts';

export interface Start {
  /** The first entry to look at. */
  readonly next: number;
  /** The token that says so, where the client has sent one. */
  readonly token?: Document | undefined;
  /** Whether the stream does not show the event after which it is to start, which is told once there is another event. */
  readonly isLost?: boolean;
  /** The entry after which nothing is left to watch, when only that is left to be told. */
  readonly invalidatedBy?: OplogEntry;
}

/** `find` gives the entry of a number, when the stream shows it. */
export function startOf(
  oplog: Oplog,
  spec: ChangeStreamSpec,
  scope: Scope,
  find: (seq: number) => OplogEntry | undefined,
): Start {
  const { startAtOperationTime, resumeAfter, startAfter } = spec;
  const token = resumeAfter ?? startAfter;
  if (token !== undefined) return startAt(token, spec, scope, oplog, find);
  const next = startAtOperationTime === undefined ? oplog.head() + 1 : seqOfTime(startAtOperationTime);
  if (next <= oplog.gone()) throw historyLost();
  return { next };
}

function startAt(
  token: Document,
  { resumeAfter }: ChangeStreamSpec,
  scope: Scope,
  oplog: Oplog,
  find: (seq: number) => OplogEntry | undefined,
): Start {
  const { seq, kind } = parseResumeToken(token);
  if (kind === 'invalidate' && resumeAfter !== undefined) {
    throw invalidResumeToken(
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  }
  if (seq <= oplog.gone()) throw historyLost();
  if (kind === 'reached') return { next: seq };
  const entry = find(seq);
  const isEnd = entry !== undefined && endsStream(scope, entry);
  const isLost = kind === 'event' ? entry === undefined : !isEnd;
  const start = { next: seq + 1, token: resumeToken({ seq, kind }, entry?.uuid), isLost };
  return kind === 'event' && isEnd ? { ...start, invalidatedBy: entry } : start;
}
