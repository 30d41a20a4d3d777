/**
 * The guest: what runs inside the isolate beside user code. Its files are joined into one script, evaluated once for the
 * start-up snapshot; `createGuest` then makes a realm out of each context.
 */
import { bodyPrototype, createBody, createBson } from './bson-types.ts';
import type { Call, Factory, GuestDeployment, Post, Realm } from './call.ts';
import { writeLine } from './console.ts';
import { createUtils } from './crypto.ts';
import { readDeployment, readGlobals } from './deployment.ts';
import { ENTER, FLAGS } from './doors.ts';
import { createEjson } from './ejson.ts';
import { readEjson } from './ejson-read.ts';
import { loadFunction } from './execute.ts';
import { closeGlobals, installGlobals } from './globals.ts';
import { settleOperation } from './operations.ts';
import { settleCall, writeOutcome } from './outcome.ts';
import {
  arrayIsArray,
  createTable,
  defineField,
  jsonParse,
  reflectApply,
  stringIndexOf,
  stringSlice,
} from './primordials.ts';
import { setRandomSource } from './random.ts';
import { createResponse, createResponseState } from './response.ts';

/** Part of the snapshot, so that a new realm only takes them over. */
const bsonOfRealm = createBson();
const ejsonOfRealm = createEjson();

type Door = (...values: never[]) => unknown;

/** `shared`: calls of the whole app run here, so that none may leave anything on the global object. */
export function createGuest(post: Post, limitsJson: string, shared: boolean): (...values: never[]) => unknown {
  const realm: Realm = { post, limits: jsonParse(limitsJson), factories: createTable<Factory>() };
  setRandomSource(post);
  installGlobals({ BSON: bsonOfRealm, EJSON: ejsonOfRealm, utils: createUtils(post, realm.limits.digestBytesMax) });
  if (shared) closeGlobals([bodyPrototype]);
  return createDoors(realm);
}

function createDoors(realm: Realm): (...values: never[]) => unknown {
  const deployments = createTable<GuestDeployment>();
  const calls = createTable<Call>();
  const doors = createTable<Door>();
  let last = { id: 0, outcome: '' };
  doors[ENTER.deployment] = (id: number, text: string) => {
    deployments[id] = readDeployment(text);
  };
  doors[ENTER.forget] = (id: number, sources: string) => {
    delete deployments[id];
    const numbers: number[] = jsonParse(sources);
    for (let index = 0; index < numbers.length; index++) delete realm.factories[numbers[index] ?? 0];
  };
  doors[ENTER.register] = (source: number, create: Factory['create'], names: string) => {
    realm.factories[source] = { create, globals: readGlobals(names) };
  };
  doors[ENTER.begin] = (
    id: number,
    deploymentId: number,
    source: number,
    flags: number,
    text: string,
    ...body: Body
  ) => {
    const deployment = deployments[deploymentId];
    if (deployment === undefined) throw new Error(`deployment ${deploymentId} has not been given`);
    const call = createCall(realm, id, deployment, flags, text);
    calls[id] = call;
    beginCall(call, source, flags, text, body);
  };
  doors[ENTER.answer] = (id: number, operation: number, succeeded: boolean, text: string) => {
    const call = calls[id];
    if (call !== undefined) settleOperation(call, operation, succeeded, text);
  };
  doors[ENTER.collect] = (id: number) => {
    const call = calls[id];
    // Asked twice when user code spoiled the first answer with a rejection of its own.
    if (call === undefined) return last.id === id ? last.outcome : undefined;
    const outcome = writeOutcome(call);
    if (outcome === undefined) return undefined;
    endCall(calls, id);
    last = { id, outcome };
    return outcome;
  };
  doors[ENTER.abort] = (id: number) => endCall(calls, id)?.droppedLogs ?? 0;
  doors[ENTER.reportRejection] = (id: number, text: string) => {
    const call = calls[id];
    if (call !== undefined) writeLine(call, ['unhandled rejection:', text]);
  };
  return (kind: number, ...values: never[]) => {
    const door = doors[kind];
    if (door === undefined) throw new Error(`no door ${kind}`);
    return reflectApply(door, undefined, values);
  };
}

/** Text of the body, and whether that text is UTF-8 or one character a byte. */
type Body = [text: string, isText: boolean];

function beginCall(call: Call, source: number, flags: number, text: string, body: Body): void {
  try {
    const lines = splitCallText(text);
    const userFunction = loadFunction(call, call.system, source, jsonParse(lines.name));
    const values =
      (flags & FLAGS.ejsonArguments) === 0
        ? [createPayload(flags, lines.rest, body), createResponse(call)]
        : readArguments(lines.rest);
    settleCall(call, reflectApply(userFunction, undefined, values));
  } catch (reason) {
    call.settled = { kind: 'threw', reason };
  }
}

function createPayload(flags: number, text: string, body: Body): unknown {
  const payload = jsonParse(text);
  // Present only when the request had one: functions test `payload.body`.
  if ((flags & FLAGS.hasBody) !== 0) defineField(payload, 'body', createBody(body[0], body[1]));
  return payload;
}

function readArguments(text: string): unknown[] {
  const values = readEjson(text);
  if (arrayIsArray(values)) return values;
  throw new TypeError('the arguments of a function must be an array');
}

function createCall(realm: Realm, id: number, deployment: GuestDeployment, flags: number, text: string): Call {
  const { user, request } = splitCallText(text);
  return {
    id,
    deployment,
    realm,
    system: (flags & FLAGS.system) !== 0,
    relaxed: (flags & FLAGS.relaxed) !== 0,
    wantsResult: (flags & FLAGS.unseenResult) === 0,
    userJson: user,
    requestJson: request,
    response: createResponseState(),
    operations: createTable(),
    pendingOperations: 0,
    lastOperation: 0,
    logLines: 0,
    droppedLogs: 0,
    depth: 0,
    settled: undefined,
    failure: undefined,
    open: true,
  };
}

/** User, request, name: one line of JSON each; then the arguments. JSON as printed has no line breaks of its own. */
function splitCallText(text: string): { user: string; request: string; name: string; rest: string } {
  const first = stringIndexOf(text, '\n');
  const second = stringIndexOf(text, '\n', first + 1);
  const third = stringIndexOf(text, '\n', second + 1);
  return {
    user: stringSlice(text, 0, first),
    request: stringSlice(text, first + 1, second),
    name: stringSlice(text, second + 1, third),
    rest: stringSlice(text, third + 1),
  };
}

function endCall(calls: Record<number, Call | undefined>, id: number): Call | undefined {
  const call = calls[id];
  if (call === undefined) return undefined;
  call.open = false;
  delete calls[id];
  return call;
}
