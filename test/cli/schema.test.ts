import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_KINDS } from '../../src/app/file-kinds.ts';
import { createJsonSchema } from '../../src/app/json-schema.ts';
import { listFileKinds, runSchema } from '../../src/cli/commands/schema/schema.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let workplace: Workplace;

beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('schema without a kind', () => {
  it('lists every kind with the places of its files and what it is for', async () => {
    const { status, stdout, stderr } = await workplace.run(runSchema, {});
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^KIND +FILES +LAYOUTS +MEANING$/);
    expect(lines).toHaveLength(1 + FILE_KINDS.reduce((sum, { files }) => sum + files.length, 0));
    expect(lines.filter((line) => line.startsWith('value '))).toHaveLength(1);
    expect(stdout).toMatch(/^value +values\/\*\.json +A B C D +A named constant, or the name of a secret$/m);
    expect(stdout).toMatch(/^ +http_endpoints\/\*\/incoming_webhooks\/\*\/config\.json +C$/m);
  });

  it('gives the same as data', async () => {
    const { json } = await workplace.run(runSchema, {}, withJson);
    expect(json).toEqual({
      ok: true,
      command: 'test',
      data: { kinds: FILE_KINDS.map(({ name, files, meaning }) => ({ kind: name, files, meaning })) },
    });
  });
});

describe('schema of a kind', () => {
  it.each(FILE_KINDS)('prints the document itself: $name', async (kind) => {
    const { status, stdout } = await workplace.run(runSchema, { kind: kind.name });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(createJsonSchema(kind));
  });

  it('puts the document into the envelope of --json', async () => {
    const { json } = await workplace.run(runSchema, { kind: 'value' }, withJson);
    expect(json).toMatchObject({ ok: true, data: { title: 'Value', required: ['name'] } });
  });

  it('takes a kind in upper and lower case', async () => {
    const { stdout } = await workplace.run(runSchema, { kind: 'Incoming-Webhook' });
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Incoming webhook' });
  });

  it.each([
    ['incomming-webhook', 'there is no kind of file "incomming-webhook"; did you mean "incoming-webhook"?'],
    ['stitch.json', 'there is no kind of file "stitch.json"'],
    ['__proto__', 'there is no kind of file "__proto__"'],
    ['', 'there is no kind of file ""'],
  ])('refuses an unknown kind: %s', async (kind, message) => {
    const { status, stdout, stderr } = await workplace.run(runSchema, { kind });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`error: ${message}\nhint: \`webhook-cli schema\` lists the kinds\n`);
  });

  it('proposes every kind to a shell', () => {
    expect(listFileKinds()).toEqual(FILE_KINDS.map(({ name }) => name));
  });
});
