import { afterAll, describe, expect, it } from 'vitest';
import { renderTypings } from '../../../src/app/typings/typings.ts';
import { createAppSandbox } from '../../sandbox/app-sandbox.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

const text = renderTypings({ services: [], functions: [], values: [] });
const collection = 'context.services.get("mongodb-atlas").db("a").collection("b")';

describe('the typings name what a function really finds', () => {
  it.each([
    { name: 'FunctionContext', expression: 'context' },
    { name: 'MongodbService', expression: 'context.services.get("mongodb-atlas")' },
    { name: 'MongodbDatabase', expression: 'context.services.get("mongodb-atlas").db("a")' },
    { name: 'MongodbCollection', expression: collection },
    { name: 'FunctionUtils', expression: 'utils' },
    { name: 'FunctionConsole', expression: 'console' },
    { name: 'ExtendedJson', expression: 'EJSON' },
    { name: 'WebhookResponse', expression: 'response' },
  ])('in $name', async ({ name, expression }) => {
    const found = await app.run(`exports = (payload, response) => Object.keys(${expression});`);
    expect(membersOf(name)).toEqual([...new Set(found as string[])].sort());
  });

  it('in cursors, but for what is refused there', async () => {
    const found = await app.run(`exports = () => Object.keys(${collection}.find({}));`);
    const typed = [...membersOf('MongodbCursor'), ...membersOf('MongodbOrder'), 'then', 'forEach'];
    expect(typed.sort()).toEqual([...(found as string[])].sort());
  });

  it('in utils.crypto', async () => {
    const found = await app.run('exports = () => Object.keys(utils.crypto);');
    for (const method of found as string[]) expect(text).toMatch(new RegExp(`^    ${method}\\(`, 'm'));
  });

  it('in the classes of BSON', async () => {
    const found = (await app.run('exports = () => Object.keys(BSON);')) as string[];
    const typed = [...text.matchAll(/^ {2}const (\w+): \{$/gm)].map(([, name]) => name);
    expect(found).toEqual(expect.arrayContaining(typed));
    // Kinds that the server itself has given up.
    expect(found.filter((name) => !typed.includes(name))).toEqual(['BSONSymbol', 'DBRef']);
  });
});

/** Names of the members of an interface, those with two spaces before them. */
function membersOf(name: string): string[] {
  const [, body = ''] = new RegExp(`^interface ${name}[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(text) ?? [];
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?]?[:(<]/gm)].map(([, member = '']) => member);
  return [...new Set(members)].sort();
}
