/** The table of what functions can use, against a real sandbox: what it offers is there, what it refuses fails by name. */
import { createContext, runInContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { listSurface, SURFACE, type SurfaceObject } from '../../src/app/context-surface.ts';
import { COLLECTION_METHODS } from '../../src/context/context-calls.ts';
import { createAppSandbox } from '../sandbox/app-sandbox.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

/** How a source gets hold of each object. */
const EXPRESSIONS: Readonly<Record<Exclude<SurfaceObject, 'global'>, string>> = {
  context: 'context',
  services: 'context.services',
  dataSource: 'context.services.get("mongodb-atlas")',
  database: 'context.services.get("mongodb-atlas").db("d")',
  collection: 'context.services.get("mongodb-atlas").db("d").collection("c")',
  found: 'context.services.get("mongodb-atlas").db("d").collection("c").find()',
  aggregated: 'context.services.get("mongodb-atlas").db("d").collection("c").aggregate([])',
  otherService: 'context.services.get("sms")',
  functions: 'context.functions',
  values: 'context.values',
  http: 'context.http',
  utils: 'utils',
  crypto: 'utils.crypto',
  jwt: 'utils.jwt',
  console: 'console',
  EJSON: 'EJSON',
  BSON: 'BSON',
  response: 'response',
};
const objects = Object.entries(EXPRESSIONS).filter(([kind]) => !['otherService', 'http', 'aggregated'].includes(kind));

describe('the surface of the function context', () => {
  it.each(objects)('names every member that the sandbox gives %s, and no others', async (kind, expression) => {
    // To be awaited is no use of its own.
    const there = await askNames(`Object.keys(${expression}).filter((name) => name !== "then")`);
    const listed = Object.entries(SURFACE).find(([name]) => name === kind)?.[1] ?? {};
    expect(Object.keys(listed).sort()).toEqual(there.sort());
  });

  it('offers the methods of collections that the other side of the pipe answers', () => {
    const methods = Object.entries(SURFACE.collection).filter(([, { offered }]) => offered);
    expect(methods.map(([name]) => name).sort()).toEqual([...COLLECTION_METHODS.keys()].sort());
  });

  it('names every global that the sandbox adds to those of the language', async () => {
    const ofLanguage: string[] = runInContext('Object.getOwnPropertyNames(globalThis)', createContext({}));
    const added = await askNames(
      `Object.getOwnPropertyNames(globalThis).filter((name) => !${JSON.stringify(ofLanguage)}.includes(name))`,
    );
    const perCall = ['console', 'context', 'exports'];
    const listed = Object.entries(SURFACE.global).filter(([, { offered }]) => offered);
    expect(listed.map(([name]) => name).sort()).toEqual([...added, ...perCall].sort());
  });

  it('tells by typeof which globals are there', async () => {
    const names = Object.keys(SURFACE.global);
    const there = await app.run(`exports = () => [${names.map((name) => `typeof ${name} !== "undefined"`).join()}];`);
    expect(there).toEqual(names.map((name) => SURFACE.global[name]?.offered));
  });

  it.each(refusedNames())('refuses %s with a ReferenceError of its name', async (name) => {
    expect(await app.call(`exports = () => ${name};`)).toMatchObject({
      status: 'threw',
      error: JSON.stringify({ message: `${name} is not defined`, name: 'ReferenceError' }),
    });
  });

  it.each(refusedCalls())('refuses %s.%s with a NotSupportedError', async (expression, name) => {
    const source = `exports = async (payload, response) => { await ${expression}.${name}(); };`;
    expect(await app.call(source)).toMatchObject({
      status: 'threw',
      error: expect.stringMatching(`${name} is not supported by webhook-cli yet","name":"NotSupportedError"}$`),
    });
  });

  it('lists every member once, by a path that a source would write', () => {
    const paths = listSurface().map(({ path }) => path);
    const members = Object.values(SURFACE).flatMap((table) => Object.keys(table));
    expect(paths).toHaveLength(members.length);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(
      expect.arrayContaining([
        'require',
        'context.http.*',
        'context.services.get("http").*',
        'context.services.get("mongodb-atlas").db().collection().find().sort',
        'utils.jwt.encode',
        'response.setBody',
      ]),
    );
  });

  it('says of everything that is refused what happens, and what to do instead', () => {
    const texts = listSurface().flatMap(({ member }) => (member.offered ? [] : [member.happens, member.instead]));
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
  });
});

async function askNames(expression: string): Promise<string[]> {
  const names = await app.run(`exports = (payload, response) => ${expression};`);
  if (!Array.isArray(names)) throw new Error(`no list of names: ${JSON.stringify(names)}`);
  return names.map(String);
}

function refusedNames(): string[] {
  return Object.entries(SURFACE.global).flatMap(([name, { offered }]) => (offered ? [] : [name]));
}

function refusedCalls(): Array<[string, string]> {
  return Object.entries(EXPRESSIONS).flatMap(([kind, expression]) => {
    const members = Object.entries(SURFACE).find(([name]) => name === kind)?.[1] ?? {};
    const refused = Object.entries(members).filter(([, { offered }]) => !offered);
    return refused.map(([name]): [string, string] => [expression, name === '*' ? 'anything' : name]);
  });
}
