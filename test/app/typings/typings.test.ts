import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App, JsonValue } from '../../../src/app/app.ts';
import { FUNCTION_SOURCE } from '../../../src/app/scaffold/templates/function-source.ts';
import { TEMPLATE_NAMES, WEBHOOK_TEMPLATES } from '../../../src/app/scaffold/templates/webhook-templates.ts';
import { printEditorConfig } from '../../../src/app/typings/editor-config.ts';
import { renderTypings, TYPINGS_FILE, TYPINGS_TITLE } from '../../../src/app/typings/typings.ts';
import { printValueType } from '../../../src/app/typings/value-type.ts';
import { writeTree } from '../../helpers/app-directory.ts';

const compiler = resolve(import.meta.dirname, '../../../node_modules/.bin/tsc');
const run = promisify(execFile);

const names = {
  services: [
    ['mongodb-atlas', 'mongodb-atlas'],
    ['store', 'http'],
    ['__proto__', 'aws'],
  ],
  functions: ['total', 'mail/send', 'constructor', '*/ } declare const evil: number; /*'],
  values: [
    ['greeting', 'Hello'],
    [
      'limits',
      { most: 5, total: { $numberLong: '5000000000' }, tags: ['a'], owner: { $oid: '5e2f1b7c9d3a4c0001a1b2ff' } },
    ],
    ['stripe-signing-secret', 'whsec'],
    ['slack-signing-secret', 'x'],
    ['"\u2028\n`', true],
  ],
} as const satisfies Names;

interface Names {
  readonly services: ReadonlyArray<readonly [string, string]>;
  readonly functions: readonly string[];
  readonly values: ReadonlyArray<readonly [string, JsonValue]>;
}

describe('the typings of an app', { timeout: 60_000 }, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'webhook-cli-typings-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** What the compiler says of sources beside the typings: `path(line)` and its message, a line each. */
  async function compile(sources: Readonly<Record<string, string>>): Promise<string[]> {
    const root = await mkdtemp(join(directory, 'app-'));
    await writeTree(root, {
      ...sources,
      [TYPINGS_FILE]: renderTypings(appWith(names)),
      'jsconfig.json': new TextDecoder().decode(printEditorConfig()),
    });
    const finished = await run(compiler, ['--project', 'jsconfig.json', '--pretty', 'false'], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    return finished.stdout.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  }

  it('are accepted by the compiler, with the sources of every template beside them', async () => {
    const sources = TEMPLATE_NAMES.map((name) => {
      const { sender } = WEBHOOK_TEMPLATES[name];
      const source = sender.checkedBy === 'runtime' ? sender.source : sender.createSource(sender.valueName);
      return [`services/s/incoming_webhooks/${name}/source.js`, source] as const;
    });
    const all = { ...Object.fromEntries(sources), 'functions/f/source.js': FUNCTION_SOURCE };
    expect(await compile(all)).toEqual([]);
  });

  it('accept what functions can do', async () => {
    const source = `
/**
 * @param {HttpPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
  const items = context.services.get("mongodb-atlas").db("shop").collection("items");
  await items.updateOne({ _id: 1 }, { $set: { at: new Date() } }, { upsert: true });
  const newest = await items.find({}).sort({ at: -1 }).limit(3).toArray();
  for await (const item of items.aggregate([{ $match: {} }])) console.log(item.name, await items.count() > 2);
  const owner = context.values.get("limits").owner.toHexString();
  const text = context.values.get("greeting").toUpperCase() + owner + payload.query.name + (context.values.get("limits").total * 2);
  const id = BSON.ObjectId("5e2f1b7c9d3a4c0001a1b2ff");
  const body = EJSON.parse(payload.body.text());
  response.setHeader("Content-Type", "text/plain");
  response.setBody(utils.crypto.hash("sha256", payload.body).toHex());
  context.functions.execute("mail/send", text, id, body, newest[0].name, payload.headers["X-A"][0]);
  if (context.runningAsSystem()) return context.functions.execute("total", context.user.id);
  return context.request.remoteIPAddress;
};`;
    expect(await compile({ 'services/s/incoming_webhooks/w/source.js': source })).toEqual([]);
  });

  it.each([
    ['a value that the app does not have', 'context.values.get("greetin")', '"greetin"'],
    ['a value used as what it is not', 'context.values.get("greeting").toFixed(2)', 'toFixed'],
    ['a function that the app does not have', 'context.functions.execute("totl")', '"totl"'],
    ['a service that the app does not have', 'context.services.get("atlas")', '"atlas"'],
    ['a mistyped method', 'context.services.get("mongodb-atlas").db("a").collection("b").findAll({})', 'findAll'],
    ['an unknown digest', 'utils.crypto.hash("sha3", "x")', '"sha3"'],
    ['a name that only an object of JavaScript has', 'context.values.get("toString")', '"toString"'],
  ])('refuse %s', async (_title, expression, shown) => {
    const said = await compile({ 'functions/f/source.js': `exports = function () {\n  return ${expression};\n};\n` });
    expect(said).toEqual([expect.stringMatching(/^functions\/f\/source\.js\(2,\d+\): error TS/)]);
    expect(said[0]).toContain(shown);
  });

  it('refuse a payload used as that of another service', async () => {
    const source =
      '/** @param {GithubPayload} event @param {WebhookResponse} response */\nexports = (event, response) => response.send(event.ref);\n';
    expect(await compile({ 'services/s/incoming_webhooks/w/source.js': source })).toEqual([
      expect.stringContaining("'send'"),
    ]);
  });

  it('let every source have names of its own', async () => {
    const source = 'const helper = 1;\nexports = () => helper;\n';
    expect(await compile({ 'functions/a/source.js': source, 'functions/b/source.js': source })).toEqual([]);
  });
});

describe('the text of the typings', () => {
  it('is the same whatever the order of the names', () => {
    const reversed = {
      services: names.services.toReversed(),
      functions: names.functions.toReversed(),
      values: names.values.toReversed(),
    };
    expect(renderTypings(appWith(reversed))).toBe(renderTypings(appWith(names)));
  });

  it('begins with the line by which it is known, and holds no character that an editor could take for another', () => {
    const text = renderTypings(appWith(names));
    expect(text.startsWith(`${TYPINGS_TITLE}\n`)).toBe(true);
    expect(text).not.toMatch(/[\u2028\u2029\u202e]/);
    expect(text).toContain('readonly "\\"\\u2028\\n`": boolean;');
  });

  it('names the type of a secret value a text, and gives each name once', () => {
    const app = appWith({ services: [], functions: ['f', 'f'], values: [] });
    const value = { name: 'key', path: 'values/key.json', value: 'name-of-a-secret', fromSecret: true };
    const text = renderTypings({ ...app, values: [value] });
    expect(text).toContain('  readonly "key": string;\n');
    expect(text.match(/readonly "f"/g)).toHaveLength(1);
  });
});

describe('the type of a value', () => {
  it.each<[JsonValue, string]>([
    ['a', 'string'],
    [1.5, 'number'],
    [true, 'boolean'],
    [null, 'null'],
    [[], 'any[]'],
    [[1, 'a', 2], '(number | string)[]'],
    [{}, '{}'],
    [{ a: { 'b c': [null] } }, '{ "a": { "b c": null[] } }'],
    [{ $numberLong: '5' }, 'any'],
    [{ $uuid: '8f2b0a51-7d06-4d4b-9d5a-3a5a5c6a0b0c' }, 'BSON.UUID'],
    [{ $regularExpression: { pattern: 'a', options: '' } }, 'BSON.BSONRegExp'],
    [{ $code: 'x' }, 'BSON.Code'],
    [[{ $minKey: 1 }, { $maxKey: 1 }], '(BSON.MaxKey | BSON.MinKey)[]'],
    [{ $symbol: 's' }, 'string'],
    [{ $undefined: true }, 'undefined'],
    [{ $numberInt: '5' }, 'number'],
    [{ $date: { $numberLong: '0' } }, 'Date'],
    [{ $set: { a: 1 } }, '{ "$set": { "a": number } }'],
    [{ $oid: 'x', other: 1 }, '{ "$oid": string; "other": number }'],
    [JSON.parse('{"__proto__": 1}'), '{ "__proto__": number }'],
    [Array.from({ length: 51 }, () => 1), 'any[]'],
    [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])), '{ [key: string]: any }'],
    [[[[[[[[1]]]]]]], 'any[][][][][][]'],
  ])('%j is %s', (value, type) => {
    expect(printValueType(value)).toBe(type);
  });
});

function appWith({ services, functions, values }: Names): Pick<App, 'services' | 'functions' | 'values'> {
  const place = { configPath: '', configAt: [] };
  return {
    services: services.map(([name, type]) => ({
      ...place,
      name,
      type,
      directory: '',
      config: {},
      secretConfig: {},
      webhooks: [],
    })),
    functions: functions.map((name) => ({
      ...place,
      name,
      sourcePath: '',
      private: false,
      runAsSystem: false,
      canEvaluate: undefined,
      logArguments: true,
    })),
    values: values.map(([name, value]) => ({ name, value, path: '', fromSecret: false })),
  };
}
