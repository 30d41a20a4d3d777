/**
 * What a function can use: every object that it is given, and every global name beside the language's own, with what
 * this version offers and what it refuses by name. A test compares the tables with a real sandbox, both ways, so that they
 * cannot say anything else than what happens.
 */

export type SurfaceObject =
  | 'global'
  | 'context'
  | 'services'
  | 'dataSource'
  | 'database'
  | 'collection'
  | 'found'
  | 'aggregated'
  | 'otherService'
  | 'functions'
  | 'values'
  | 'http'
  | 'utils'
  | 'crypto'
  | 'jwt'
  | 'console'
  | 'EJSON'
  | 'BSON'
  | 'response';

export type SurfaceMember = OfferedMember | RefusedMember;

export interface OfferedMember {
  readonly offered: true;
  /** Kind of the object that the member is. */
  readonly is?: SurfaceObject;
  /** Kind of the object that calling it gives; that of a service depends on its type. */
  readonly gives?: SurfaceObject | 'service';
}

export interface RefusedMember {
  readonly offered: false;
  readonly happens: string;
  readonly instead: string;
}

/** Types of service that are linked data sources; every other type is an `otherService`. */
export const DATA_SOURCE_TYPES: readonly string[] = ['mongodb-atlas', 'mongodb'];

const offered: OfferedMember = { offered: true };

/** What an object has by a name that throws when it is called. */
function refuse(instead: string): RefusedMember {
  return { offered: false, happens: 'calling it throws a NotSupportedError', instead };
}

/** Global names that are not there at all, so that `typeof` tells the truth. */
function leaveOut(instead: string): RefusedMember {
  return { offered: false, happens: 'it is not defined, so using it throws a ReferenceError', instead };
}

const noTimers = 'await the work itself: nothing can be done later or repeatedly after a call';
const noHttp = 'requests cannot be sent from functions yet; have the caller or another program send them';
const hmacInstead = 'tokens of type HS256 can be made and checked with utils.crypto.hmac';
const cipherInstead = 'nothing takes its place yet; utils.crypto.hash and utils.crypto.hmac work';
const lateStages = 'write the stages $skip, $limit and $sort into the pipeline';

/** In members, `*` stands for every name. */
export const SURFACE: Readonly<Record<SurfaceObject, Readonly<Record<string, SurfaceMember>>>> = {
  global: {
    context: { offered: true, is: 'context' },
    console: { offered: true, is: 'console' },
    EJSON: { offered: true, is: 'EJSON' },
    BSON: { offered: true, is: 'BSON' },
    utils: { offered: true, is: 'utils' },
    exports: offered,
    require: leaveOut(
      'modules are not offered yet; write what is needed into the source or into a function of the app',
    ),
    module: leaveOut('assign the function to "exports"'),
    process: leaveOut('settings belong into values: context.values.get'),
    global: leaveOut('"globalThis" is the global object'),
    Buffer: leaveOut('BSON.Binary.fromText, fromBase64 and fromHex read, and text(), toBase64() and toHex() write'),
    atob: leaveOut('BSON.Binary.fromBase64(text).text() decodes'),
    btoa: leaveOut('BSON.Binary.fromText(text).toBase64() encodes'),
    TextEncoder: leaveOut('BSON.Binary.fromText(text) gives the bytes of a text'),
    TextDecoder: leaveOut('the text() of a BSON.Binary reads its bytes as text'),
    setTimeout: leaveOut(noTimers),
    setInterval: leaveOut(noTimers),
    setImmediate: leaveOut(noTimers),
    clearTimeout: leaveOut(noTimers),
    clearInterval: leaveOut(noTimers),
    clearImmediate: leaveOut(noTimers),
    queueMicrotask: leaveOut('Promise.resolve().then(work) does the same'),
    fetch: leaveOut(noHttp),
    XMLHttpRequest: leaveOut(noHttp),
    URL: leaveOut('take the text apart by hand; the query of a request is in payload.query'),
    URLSearchParams: leaveOut('take the text apart by hand; the query of a request is in payload.query'),
    structuredClone: leaveOut('EJSON.parse(EJSON.stringify(value)) makes a copy'),
    crypto: leaveOut('utils.crypto.hash and utils.crypto.hmac digest; BSON.ObjectId() and BSON.UUID() make new ids'),
    HTTPResponse: leaveOut('a webhook gets its response as the second argument'),
    SharedArrayBuffer: leaveOut('use an ArrayBuffer'),
    Atomics: leaveOut('each call runs alone in its memory, so nothing needs it'),
    WebAssembly: leaveOut('write the code in JavaScript'),
  },
  context: {
    services: { offered: true, is: 'services' },
    functions: { offered: true, is: 'functions' },
    values: { offered: true, is: 'values' },
    user: offered,
    request: offered,
    app: offered,
    environment: offered,
    http: { offered: true, is: 'http' },
    runningAsSystem: offered,
  },
  services: { get: { offered: true, gives: 'service' } },
  functions: { execute: offered },
  values: { get: offered },
  http: { '*': refuse(noHttp) },
  /** A service of any other type than a linked data source. */
  otherService: { '*': refuse('actions of services cannot be called yet, except those of linked data sources') },
  dataSource: {
    db: { offered: true, gives: 'database' },
    database: { offered: true, gives: 'database' },
    startSession: refuse('change what must change together within one document'),
    admin: refuse('write the names of databases into the source or into a value'),
  },
  database: {
    collection: { offered: true, gives: 'collection' },
    getCollectionNames: refuse('write the names of collections into the source or into a value'),
  },
  collection: {
    find: { offered: true, gives: 'found' },
    aggregate: { offered: true, gives: 'aggregated' },
    findOne: offered,
    findOneAndUpdate: offered,
    findOneAndReplace: offered,
    findOneAndDelete: offered,
    count: offered,
    countDocuments: offered,
    distinct: offered,
    insertOne: offered,
    insertMany: offered,
    updateOne: offered,
    updateMany: offered,
    replaceOne: offered,
    deleteOne: offered,
    deleteMany: offered,
    bulkWrite: offered,
    watch: refuse('read what is there with find; functions could not watch on the old platform either'),
    initializeOrderedBulkOp: refuse('use bulkWrite, which takes a list of operations'),
    initializeUnorderedBulkOp: refuse('use bulkWrite with { ordered: false }'),
  },
  found: {
    toArray: offered,
    next: offered,
    skip: { offered: true, gives: 'found' },
    limit: { offered: true, gives: 'found' },
    sort: { offered: true, gives: 'found' },
    close: offered,
    forEach: refuse('loop over the result of toArray()'),
  },
  aggregated: {
    toArray: offered,
    next: offered,
    // They are methods, and the pipeline is refused when it is read.
    skip: refuse(lateStages),
    limit: refuse(lateStages),
    sort: refuse(lateStages),
    close: offered,
    forEach: refuse('loop over the result of toArray()'),
  },
  utils: { crypto: { offered: true, is: 'crypto' }, jwt: { offered: true, is: 'jwt' } },
  crypto: {
    hash: offered,
    hmac: offered,
    encrypt: refuse(cipherInstead),
    decrypt: refuse(cipherInstead),
    sign: refuse(cipherInstead),
    verify: refuse(cipherInstead),
  },
  jwt: { encode: refuse(hmacInstead), decode: refuse(hmacInstead) },
  console: { log: offered, info: offered, warn: offered, error: offered, debug: offered },
  EJSON: { parse: offered, stringify: offered },
  BSON: {
    Binary: offered,
    BSONRegExp: offered,
    BSONSymbol: offered,
    Code: offered,
    DBRef: offered,
    Decimal128: offered,
    Double: offered,
    Int32: offered,
    Long: offered,
    MaxKey: offered,
    MinKey: offered,
    ObjectId: offered,
    Timestamp: offered,
    UUID: offered,
  },
  /** The second argument of a webhook. */
  response: { setStatusCode: offered, setBody: offered, setHeader: offered, addHeader: offered },
};

export interface SurfaceRow {
  /** As a source would write it, such as `context.services.get("mongodb-atlas").db().collection().find().sort`. */
  readonly path: string;
  readonly member: SurfaceMember;
}

/** Every member once, each by its shortest path. */
export function listSurface(): SurfaceRow[] {
  const rows: SurfaceRow[] = [];
  const seen = new Set<SurfaceObject>(['global']);
  const queue: Array<readonly [string, SurfaceObject]> = [
    ['', 'global'],
    ['response', 'response'],
  ];
  for (const [path, object] of queue) {
    for (const [name, member] of Object.entries(SURFACE[object])) {
      const own = path === '' ? name : `${path}.${name}`;
      rows.push({ path: own, member });
      for (const [next, kind] of listReached(own, member)) {
        if (!seen.has(kind)) queue.push([next, kind]);
        seen.add(kind);
      }
    }
  }
  return rows;
}

function listReached(path: string, member: SurfaceMember): Array<readonly [string, SurfaceObject]> {
  if (!member.offered) return [];
  const { is, gives } = member;
  if (is !== undefined) return [[path, is]];
  if (gives !== 'service') return gives === undefined ? [] : [[`${path}()`, gives]];
  return [
    [`${path}("mongodb-atlas")`, 'dataSource'],
    [`${path}("http")`, 'otherService'],
  ];
}
