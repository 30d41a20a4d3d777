/** The parameters of a server that are true here. None can be changed: what they tell is built in, or a limit of the engine. */
import { type Document, Int32, Long } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { SCRAM_MECHANISM } from '../authentication/scram.ts';
import { SESSION_TIMEOUT_MINUTES } from '../monitoring/local-sessions.ts';
import { wholeNumber } from '../wire/numbers.ts';
import { SERVER_VERSION } from './server-version.ts';

export interface Parameter {
  readonly name: string;
  /** When a server lets it be set. */
  readonly runtime: boolean;
  readonly startup: boolean;
  value(limits: Limits): unknown;
}

export const PARAMETERS: readonly Parameter[] = [
  { name: 'allowDiskUseByDefault', runtime: true, startup: true, value: () => true },
  { name: 'authSchemaVersion', runtime: false, startup: false, value: () => new Int32(5) },
  { name: 'authenticationMechanisms', runtime: false, startup: true, value: () => [SCRAM_MECHANISM] },
  {
    name: 'cursorTimeoutMillis',
    runtime: true,
    startup: true,
    value: ({ engineCursorIdleMs }) => Long.fromNumber(engineCursorIdleMs),
  },
  { name: 'featureCompatibilityVersion', runtime: false, startup: false, value: featureCompatibilityVersion },
  {
    name: 'internalDocumentSourceGroupMaxMemoryBytes',
    runtime: true,
    startup: true,
    value: ({ engineGroupBytesMax }) => Long.fromNumber(engineGroupBytesMax),
  },
  {
    name: 'internalQueryMaxBlockingSortMemoryUsageBytes',
    runtime: true,
    startup: true,
    value: ({ engineSortBytesMax }) => Long.fromNumber(engineSortBytesMax),
  },
  {
    name: 'localLogicalSessionTimeoutMinutes',
    runtime: false,
    startup: true,
    value: () => new Int32(SESSION_TIMEOUT_MINUTES),
  },
  { name: 'logLevel', runtime: true, startup: true, value: () => new Int32(0) },
  { name: 'notablescan', runtime: true, startup: true, value: () => false },
  { name: 'quiet', runtime: true, startup: true, value: () => false },
  { name: 'ttlMonitorEnabled', runtime: true, startup: true, value: () => true },
  {
    name: 'ttlMonitorSleepSecs',
    runtime: true,
    startup: true,
    value: ({ engineTtlSweepMs }) => wholeNumber(Math.round(engineTtlSweepMs / 1_000)),
  },
];

export function findParameter(name: string): Parameter | undefined {
  return PARAMETERS.find((parameter) => parameter.name === name);
}

function featureCompatibilityVersion(): Document {
  const [major, minor] = SERVER_VERSION;
  return { version: `${major}.${minor}` };
}
