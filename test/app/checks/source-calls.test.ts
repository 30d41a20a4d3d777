import { describe, expect, it } from 'vitest';
import { listSurface } from '../../../src/app/context-surface.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { appFiles, rootFile } from '../app-files.ts';
import { checkFiles, checkFunction, checkTree } from './check-files.ts';

const collection = 'context.services.get("mongodb-atlas").db("a").collection("b")';

describe('a source that uses what this version refuses', () => {
  it('is told the call, its place, what happens and what to do instead', () => {
    expect(checkFunction('exports = async () => {\n  return await context.http.post({});\n};')).toEqual([
      {
        severity: 'warning',
        code: 'UnsupportedCall',
        file: 'functions/f/source.js',
        line: 2,
        column: 29,
        message: 'context.http.post is not offered by this version: calling it throws a NotSupportedError',
        hint: 'requests cannot be sent from functions yet; have the caller or another program send them',
      },
    ]);
  });

  it.each([
    [`exports = () => ${collection}.watch();`, `${collection}.watch`],
    [`const c = ${collection};\nexports = () => c.watch();`, `${collection}.watch`],
    [
      'exports = () => context.services.get("mongodb-atlas").startSession();',
      'context.services.get("mongodb-atlas").startSession',
    ],
    ['const { http } = context;\nexports = () => http.get({});', 'context.http.get'],
    ['exports = () => context.services.get("sms").send({});', 'context.services.get("sms").send'],
    [`exports = () => ${collection}.find({}).sort({ a: 1 }).forEach(x);`, `${collection}.find().sort().forEach`],
    [`exports = () => ${collection}.aggregate([]).limit(1);`, `${collection}.aggregate().limit`],
    ['exports = () => utils.jwt.encode("HS256", {}, "k");', 'utils.jwt.encode'],
    ['const c = utils.crypto; exports = () => c.encrypt("aes", "m", "k");', 'utils.crypto.encrypt'],
    ['exports = () => Buffer.from("a");', 'Buffer'],
    ['exports = () => new URL("https://a.example");', 'URL'],
    ['exports = () => setTimeout(() => {}, 1);', 'setTimeout'],
    ['exports = (load = require) => load("a");', 'require'],
  ])('is warned: %s', (source, call) => {
    const issues = checkFunction(source);
    expect(issues.map(({ code }) => code)).toEqual(['UnsupportedCall']);
    expect(issues[0]?.message).toMatch(`${call} is not offered by this version: `);
  });

  it('is warned once for each place, not for each use of a variable', () => {
    const source = `const w = ${collection}.watch;\nexports = () => { w(); w(); context.http.get(); context.http.get(); };`;
    expect(checkFunction(source).map(({ line, column }) => [line, column])).toEqual([
      [1, source.indexOf('watch') + 1],
      [2, 42],
      [2, 62],
    ]);
  });

  it.each(refusedPaths())('passes no quick look with %s', (path) => {
    const expression = path.replace('"http"', '"sms"').replace('*', 'anything');
    const call = path.includes('.') ? `${expression}()` : expression;
    expect(checkFunction(`exports = () => ${call};`).map(({ code }) => code)).toEqual(['UnsupportedCall']);
  });

  it.each([
    ['what is offered', `exports = () => ${collection}.find({}).sort({}).toArray();`],
    ['methods of arrays', `exports = async () => (await ${collection}.find({}).toArray()).forEach((x) => x);`],
    ['a URL', 'exports = () => "http://a.example/crypto?process=1";'],
    ['comments', '// context.http.get() and require("x")\nexports = () => 1;'],
    ['a parameter', 'exports = (context, require) => context.http.get(require("x"));'],
    ['an own function', 'function fetch() {}\nexports = () => fetch();'],
    ['a name that is tested', 'exports = () => (typeof process === "object" ? process.version : "none");'],
    ['an unknown member of nothing', 'exports = () => context.nothing.at.all();'],
    ['digests', 'exports = () => utils.crypto.hmac("a", "b", "sha256", "hex");'],
  ])('is not warned about %s', (_title, source) => {
    expect(checkFunction(source)).toEqual([]);
  });

  it('lists the first 50 places of a source, and counts the rest', () => {
    const issues = checkFunction(`exports = () => { ${'context.http.get();'.repeat(60)} };`);
    expect(issues).toHaveLength(51);
    expect(issues.at(-1)).toMatchObject({ code: 'MoreIssues', message: expect.stringContaining('10') });
  });
});

describe('a source that requires a module', () => {
  it.each([
    ['crypto', 'utils.crypto.hash and utils.crypto.hmac digest; BSON.ObjectId() and BSON.UUID() make new ids'],
    ['node:buffer', 'BSON.Binary.fromText, fromBase64 and fromHex read, and text(), toBase64() and toHex() write'],
    ['axios', 'modules are not offered yet; write what is needed into the source or into a function of the app'],
  ])('is told what takes the place of %s', (name, hint) => {
    expect(checkFunction(`\nconst a = require('${name}');\nexports = () => a;`)).toEqual([
      {
        severity: 'warning',
        code: 'ModuleNotOffered',
        file: 'functions/f/source.js',
        line: 2,
        column: 11,
        message: `requires the module "${name}", which is not offered: the call fails with a ReferenceError`,
        hint,
      },
    ]);
  });

  it('is told that uploaded packages are not used', () => {
    const packages = { 'functions/node_modules.tar.gz': 'archive' };
    const [issue] = checkFunction("const a = require('axios');\nexports = () => a;", packages);
    expect(issue?.hint).toMatch(/; the packages in functions\/ are kept, but not used yet$/);
  });
});

describe('a source that uses names of the app', () => {
  it.each([
    [
      'CallsMissingFunction',
      'exports = () => context.functions.execute("sedn", 1);',
      'calls the function "sedn", which the app does not have; did you mean "send"?',
      43,
    ],
    [
      'ReadsMissingValue',
      "exports = () => context.values.get('limits');",
      'reads the value "limits", which the app does not have; did you mean "limit"?',
      36,
    ],
    [
      'UsesMissingService',
      'exports = () => context.services.get(`mongodb-atlsa`).db("a");',
      'uses the service "mongodb-atlsa", which the app does not have; did you mean "mongodb-atlas"?',
      38,
    ],
    [
      'UsesMissingService',
      'const NAME = "mail"; exports = () => context.services.get(NAME);',
      'uses the service "mail", which the app does not have',
      59,
    ],
  ])('is warned with %s: %s', (code, source, message, column) => {
    expect(checkFunction(source)).toEqual([
      expect.objectContaining({ severity: 'warning', code, line: 1, column, message, file: 'functions/f/source.js' }),
    ]);
  });

  it.each([
    ['names that are there', 'exports = () => [context.functions.execute("send"), context.values.get("limit")];'],
    ['the function itself', 'exports = () => context.functions.execute("f");'],
    ['names that are put together', 'exports = (n) => context.values.get("limit" + n);'],
    ['objects that are not the context', 'exports = (services) => services.get("nope").db(Object.values({}));'],
    ['the members of a prototype', 'exports = () => context.values.constructor.name;'],
  ])('is not warned about %s', (_title, source) => {
    expect(checkFunction(source)).toEqual([]);
  });

  it.each(['constructor', '__proto__', 'toString'])('does not take %s for a name of the app', (name) => {
    const source = `exports = () => [context.values.get("${name}"), context.services.get("${name}"), context.functions.execute("${name}")];`;
    expect(checkFunction(source).map(({ code }) => code)).toEqual([
      'ReadsMissingValue',
      'UsesMissingService',
      'CallsMissingFunction',
    ]);
  });
});

describe('many sources', () => {
  it('are looked into up to a limit, and the rest is counted', () => {
    const filler = ` // ${'x'.repeat(200_000)}\n`;
    const tree = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].flatMap((name) => [
        [`functions/${name}/config.json`, { name }],
        [`functions/${name}/source.js`, `${filler}exports = () => context.http.get();`],
      ]),
    );
    const files = appFiles({ 'stitch.json': rootFile, ...tree });
    const issues = checkFiles(files, { ...DEFAULT_LIMITS, checkedSourceCharactersMax: 500_000 });
    expect(issues.map(({ code, file }) => [code, file])).toEqual([
      ['UnsupportedCall', 'functions/a/source.js'],
      ['UnsupportedCall', 'functions/b/source.js'],
      ['SourcesNotRead', 'functions/c/source.js'],
    ]);
    expect(issues.at(-1)).toMatchObject({
      message: expect.stringContaining('nor those in 2 others'),
      hint: 'raise the limit with --limit checkedSourceCharactersMax=NUMBER',
    });
  });

  it('are all looked into where 1,000 webhooks have 2 KB each', () => {
    const source = `exports = () => context.http.get({});${'\nvar a = 1;'.repeat(180)}`;
    const hook = (name: string) => `services/api/incoming_webhooks/${name}`;
    const options = { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret: '' };
    const tree = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => `hook${index}`).flatMap((name) => [
        [`${hook(name)}/config.json`, { name, options }],
        [`${hook(name)}/source.js`, source],
      ]),
    );
    const issues = checkTree({ 'services/api/config.json': { name: 'api', type: 'http' }, ...tree });
    expect(source.length).toBeGreaterThan(2_000);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['UnsupportedCall']));
    expect(new Set(issues.map(({ file }) => file)).size).toBe(1_000);
  });

  it('are checked in layout C at their own paths', () => {
    const issues = checkFiles(
      appFiles({
        'realm_config.json': { config_version: 20210101, name: 'shop' },
        'functions/config.json': [{ name: 'mail/send' }],
        'functions/mail/send.js': 'exports = () => fetch("https://a.example");',
      }),
    );
    expect(issues).toMatchObject([{ code: 'UnsupportedCall', file: 'functions/mail/send.js', line: 1, column: 17 }]);
  });
});

describe('a hostile source', () => {
  it.each([
    ['a million brackets', '('.repeat(1e6), ['SourceSyntax']],
    ['a long chain that begins with what is refused', `exports = () => context.http${'.a'.repeat(1e5)};`, []],
    ['texts that never end', `exports = () => 1; "${'\\"'.repeat(5e5)}`, ['SourceSyntax']],
    ['20,000 requires', `exports = () => 1;${'require("x");'.repeat(2e4)}`, ['ModuleNotOffered', 'MoreIssues']],
    ['a name of half a megabyte', `exports = () => context.values.get("${'x'.repeat(5e5)}");`, ['ReadsMissingValue']],
    ['control characters', 'exports = () => context.values.get("\\u001b[2J");', ['ReadsMissingValue']],
  ])('is judged like any other: %s', (_title, source, codes) => {
    const issues = checkFunction(source);
    expect([...new Set(issues.map(({ code }) => code))]).toEqual(codes);
    expect(Math.max(0, ...issues.map(({ message }) => message.length))).toBeLessThan(1000);
  });
});

function refusedPaths(): string[] {
  return listSurface().flatMap(({ path, member }) => (member.offered ? [] : [path]));
}
