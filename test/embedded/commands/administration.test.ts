import { Binary, Decimal128, Double } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UNSUPPORTED_COMMANDS } from '../../../src/embedded/commands/known-commands.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const admin = (command: object) => test.client.db('admin').command(command);

describe('commands of administration', () => {
  it.each([
    ['getCmdLineOpts', { getCmdLineOpts: 1 }, { argv: ['webhook-cli'], parsed: {} }],
    ['getLog of all logs', { getLog: '*' }, { names: ['global', 'startupWarnings'] }],
    ['getLog of warnings', { getLog: 'startupWarnings' }, { totalLinesWritten: 0, log: [] }],
    ['lockInfo', { lockInfo: 1 }, { lockInfo: [] }],
    ['connPoolStats', { connPoolStats: 1 }, { totalCreated: 0, hosts: {} }],
    ['logRotate', { logRotate: 'server' }, {}],
    ['dropConnections', { dropConnections: 1, hostAndPort: ['host', 'host:1', '[::1]:27017', null] }, {}],
    ['shardingState', { shardingState: 1 }, { enabled: false }],
    ['fsync', { fsync: 1 }, { numFiles: 1 }],
    ['hostInfo', { hostInfo: 1 }, { system: { cpuAddrSize: 64 }, os: { type: expect.any(String) } }],
    [
      'buildInfo',
      { buildInfo: 1 },
      { versionArray: [8, 2, 0, 0], storageEngines: ['sqlite'], javascriptEngine: 'none' },
    ],
    ['connectionStatus', { connectionStatus: 1 }, { authInfo: { authenticatedUsers: [] }, uuid: expect.any(Binary) }],
    ['privileges', { connectionStatus: 1, showPrivileges: 1 }, { authInfo: { authenticatedUserPrivileges: [] } }],
    [
      'listCommands',
      { listCommands: 1 },
      { commands: { find: { adminOnly: false, apiVersions: ['1'] }, top: { adminOnly: true } } },
    ],
  ])('answer %s', async (_, command, expected) => {
    expect(await admin(command)).toMatchObject({ ...expected, ok: 1 });
  });

  it.each([
    ['an unknown log', { getLog: 'rs' }, 96],
    ['to rotate an unknown log', { logRotate: 'audit' }, 4],
    ['to rotate what is no log', { logRotate: null }, 14],
    ['no hosts', { dropConnections: 1 }, 40_414],
    ['a host that is a number', { dropConnections: 1, hostAndPort: [1] }, 14],
    ['a host without a name', { dropConnections: 1, hostAndPort: [':27017'] }, 9],
    ['a port of nothing', { dropConnections: 1, hostAndPort: ['host:0'] }, 9],
    ['a port that is too large', { dropConnections: 1, hostAndPort: ['host:65536'] }, 9],
    ['a log without a name', { getLog: null }, 40_414],
    ['the status of a replica set', { replSetGetStatus: 1 }, 76],
    ['the default concerns of a cluster', { getDefaultRWConcern: 1 }, 51_300],
    ['a lock of the file', { fsync: 1, lock: true }, 238],
    ['a wait for a lock that is no int', { fsync: 1, fsyncLockAcquisitionTimeoutMillis: new Double(1.5) }, 14],
    ['to unlock', { fsyncUnlock: 1 }, 20],
    ['users', { usersInfo: 1 }, 238],
    ['a cluster', { listShards: 1 }, 59],
    ['what Atlas has', { atlasVersion: 1 }, 59],
    ['a user without a database', { hello: 1, saslSupportedMechs: 'user' }, 2],
    ['a user that is no text', { hello: 1, saslSupportedMechs: 1 }, 14],
  ])('refuse %s', async (_, command, code) => {
    expect(await failureOf(admin(command))).toMatchObject({ code });
  });

  it.each(['getCmdLineOpts', 'getLog', 'lockInfo', 'top', 'getParameter', 'setParameter', 'fsync', 'replSetGetStatus'])(
    'refuse %s on another database than admin',
    async (name) => {
      expect(await failureOf(test.client.db('d').command({ [name]: 'global' }))).toMatchObject({ code: 13 });
    },
  );
});

describe('listCommands', () => {
  it('has no command that is refused by name', async () => {
    const { commands } = await admin({ listCommands: 1 });
    expect([...UNSUPPORTED_COMMANDS].filter((name) => Object.hasOwn(commands, name))).toEqual([]);
  });
});

describe('parameters', () => {
  it('are read by name, with details, or all', async () => {
    expect(await admin({ getParameter: 1, logLevel: 1, quiet: 1 })).toEqual({ logLevel: 0, quiet: false, ok: 1 });
    expect(await admin({ getParameter: { showDetails: true }, featureCompatibilityVersion: 1 })).toMatchObject({
      featureCompatibilityVersion: { value: { version: '8.2' }, settableAtRuntime: false },
    });
    const all = await admin({ getParameter: '*' });
    expect(all).toMatchObject({ quiet: false, authenticationMechanisms: ['SCRAM-SHA-256'], ttlMonitorSleepSecs: 60 });
    const startup = await admin({ getParameter: { allParameters: true, setAt: 'startup' } });
    expect(Object.keys(startup).length).toBeLessThan(Object.keys(all).length);
  });

  it.each([
    [{ logLevel: 0 }, 0],
    [{ logLevel: Decimal128.fromString('0') }, 0],
    [{ quiet: 0, logLevel: 0 }, false],
  ])('take the value that they have: %j', async (values, was) => {
    expect(await admin({ setParameter: 1, ...values })).toEqual({ was, ok: 1 });
  });

  it.each([
    ['none', { getParameter: 1 }, 72],
    ['an unknown one', { getParameter: 1, LogLevel: 1 }, 72],
    ['an unknown one beside a known one', { getParameter: 1, quiet: 1, KeysRotationIntervalSec: 1 }, 238],
    ['an unknown detail', { getParameter: { colour: 1 }, logLevel: 1 }, 40_415],
    ['a time of setting', { getParameter: { allParameters: true, setAt: 'never' } }, 2],
    ['another value', { setParameter: 1, logLevel: 1 }, 238],
    ['a value out of range', { setParameter: 1, logLevel: -1 }, 2],
    ['a value that is text', { setParameter: 1, logLevel: '0' }, 2],
    ['to set an unknown one', { setParameter: 1, colour: 1 }, 72],
    ['to set what is set at the start', { setParameter: 1, authenticationMechanisms: [] }, 72],
    ['to set nothing', { setParameter: 1 }, 72],
  ])('refuse %s', async (_, command, code) => {
    expect(await failureOf(admin(command))).toMatchObject({ code });
  });
});

describe('profile', () => {
  afterEach(() => admin({ profile: 0, slowms: 100, sampleRate: 1 }));

  it('tells the settings as they were', async () => {
    expect(await admin({ profile: 0, slowms: 50, sampleRate: 0.5 })).toEqual({
      was: 0,
      slowms: 100,
      sampleRate: 1,
      ok: 1,
    });
    expect(await admin({ profile: -1, slowms: 10 })).toMatchObject({ slowms: 50, sampleRate: 0.5 });
    expect(await admin({ profile: -1 })).toMatchObject({ slowms: 50 });
  });

  it('puts operations that take longer into the log', async () => {
    await admin({ profile: 0, slowms: -1 });
    await test.client.db('d').collection('slow').insertOne({ secret: 1 });
    const { log } = await admin({ getLog: 'global' });
    const lines = log.map((line: string) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'Slow query', attr: expect.objectContaining({ ns: 'd.slow' }) }),
    );
    expect(log.join()).not.toContain('secret');
  });

  it.each([
    ['no level', { profile: null }, 40_414],
    ['a level that is text', { profile: '0' }, 14],
    ['a level that writes a collection', { profile: 1 }, 238],
    ['a rate above one', { profile: 0, sampleRate: 1.1 }, 2],
    ['a filter', { profile: 0, filter: { op: 'query' } }, 238],
    ['a filter that is none', { profile: 0, filter: 'UNSET' }, 2],
  ])('refuses %s', async (_, command, code) => {
    expect(await failureOf(admin(command))).toMatchObject({ code });
  });
});

describe('$listLocalSessions', () => {
  const list = (spec: unknown, options: object = {}) =>
    admin({ aggregate: 1, pipeline: [{ $listLocalSessions: spec }], cursor: {}, ...options });

  it('lists the sessions that were used, until they are ended', async () => {
    const session = test.client.startSession();
    await test.client.db('d').command({ ping: 1 }, { session });
    const of = async () => {
      const { firstBatch } = (await list({})).cursor;
      return firstBatch.filter((found: { _id: { id: Binary } }) => found._id.id.toString('hex') === id);
    };
    const id = session.id?.id.toString('hex');
    expect(await of()).toEqual([
      { _id: { id: expect.any(Binary), uid: expect.any(Binary) }, lastUse: expect.any(Date) },
    ]);
    const stored = test.client.db('config').collection('system.sessions');
    const listed = await stored.aggregate([{ $listSessions: {} }]).toArray();
    expect(listed.map(({ _id }) => _id.id.toString('hex'))).toContain(id);
    await admin({ endSessions: [session.id] });
    expect(await of()).toEqual([]);
    await session.endSession();
  });

  it('lists none of a user who has none', async () => {
    expect((await list({ users: [{ user: 'nobody', db: 'admin' }] })).cursor.firstBatch).toEqual([]);
  });

  it.each([
    ['what is no document', 1, 14],
    ['an unknown field', { all: true }, 40_415],
    ['all by number', { allUsers: 1 }, 14],
    ['users that are no array', { users: {} }, 14],
    ['a user that is text', { users: ['nobody'] }, 14],
    ['a user without a database', { users: [null, { user: 'nobody' }] }, 40_414],
    ['some and all', { users: [{ user: 'nobody', db: 'admin' }], allUsers: true }, 12],
  ])('refuses %s', async (_, spec, code) => {
    expect(await failureOf(list(spec))).toMatchObject({ code });
  });

  it('is not part of the stable API', async () => {
    expect(await failureOf(list({}, { apiVersion: '1', apiStrict: true }))).toMatchObject({ code: 323 });
  });
});

describe('stages that look at the server', () => {
  beforeAll(() => test.client.db('d').createCollection('c'));

  it.each([
    ['$planCacheStats of no cache', 'c', { $planCacheStats: {} }, undefined],
    ['$planCacheStats of all hosts', 'c', { $planCacheStats: { allHosts: true } }, 4_503_200],
    ['$planCacheStats of no boolean', 'c', { $planCacheStats: { allHosts: 1 } }, 13_111],
    ['$planCacheStats of another field', 'c', { $planCacheStats: { all: true } }, 9],
    ['$planCacheStats of no collection', 'none', { $planCacheStats: {} }, 50_933],
    ['$listClusterCatalog of a collection', 'c', { $listClusterCatalog: {} }, 9_621_301],
    ['$listClusterCatalog within a facet', 'c', { $facet: { a: [{ $listClusterCatalog: {} }] } }, 9_621_301],
    ['$planCacheStats of text', 'c', { $planCacheStats: 'x' }, 9],
    ['$listSessions of another collection', 'c', { $listSessions: {} }, 73],
    ['$indexStats with a field', 'c', { $indexStats: { a: 1 } }, 28_803],
    ['$listSampledQueries', 'c', { $listSampledQueries: {} }, 20],
    ['$queryStats of a collection', 'c', { $queryStats: {} }, 73],
    ['$search', 'c', { $search: {} }, 238],
  ])('answers %s', async (_, name, spec, code) => {
    const found = test.client.db('d').collection(name).aggregate([spec]).toArray();
    if (code === undefined) expect(await found).toEqual([]);
    else expect(await failureOf(found)).toMatchObject({ code });
  });

  it('list the catalog of a database, and of all for admin', async () => {
    const db = test.client.db('listed');
    await db.createCollection('a');
    await db.command({ create: 'v', viewOn: 'a', pipeline: [] });
    const found = await db.aggregate([{ $listClusterCatalog: { shards: true } }, { $sort: { ns: 1 } }]).toArray();
    expect(found).toMatchObject([
      { ns: 'listed.a', db: 'listed', type: 'collection', sharded: false, shards: [], info: { readOnly: false } },
      { ns: 'listed.v', db: 'listed', type: 'view', options: { viewOn: 'a' } },
    ]);
    const all = await test.client
      .db('admin')
      .aggregate([{ $listClusterCatalog: {} }])
      .toArray();
    expect(all.map(({ ns }) => ns)).toEqual(expect.arrayContaining(['listed.a', 'd.c']));
  });

  it.each([
    ['no statistics of queries', { $queryStats: {} }, undefined],
    ['statistics by text', { $queryStats: 'x' }, 9],
    ['statistics of hidden names', { $queryStats: { transformIdentifiers: {} } }, 238],
    ['no settings of queries', { $querySettings: {} }, undefined],
    ['settings of queries by text', { $querySettings: 'x' }, 7_746_800],
    ['a shape by number', { $querySettings: { showDebugQueryShape: 1 } }, 14],
    ['a catalog by text', { $listClusterCatalog: 'x' }, 9_621_302],
    ['shards by number', { $listClusterCatalog: { shards: 1 } }, 14],
    ['shards in capitals', { $listClusterCatalog: { Shards: true } }, 40_415],
  ])('answer %s', async (_, spec, code) => {
    const found = test.client.db('admin').aggregate([spec]).toArray();
    if (code === undefined) expect(await found).toEqual([]);
    else expect(await failureOf(found)).toMatchObject({ code });
  });

  it.each(['majority', 'available', 'linearizable'])('read with no concern like %s', async (level) => {
    const command = { aggregate: 1, pipeline: [{ $currentOp: {} }], cursor: {}, readConcern: { level } };
    expect(await failureOf(admin(command))).toMatchObject({ code: 72 });
  });
});
