import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRules } from '../../src/cli/app/formats/rule.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let workplace: Workplace;

beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('validate --list-rules', () => {
  it('prints every code with its severity and meaning, where there is no app', async () => {
    const { status, stdout, stderr } = await workplace.run(runValidate, { listRules: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const rows = stdout.split('\n').flatMap((line) => /^(\w+) +(error|warning) {2,}(.+)$/.exec(line)?.slice(1) ?? []);
    expect(rows).toEqual(listRules().flatMap(({ code, severity, meaning }) => [code, severity, meaning]));
    expect(stdout).toContain('webhook-cli explain CODE');
  });

  it('prints the same as data under --json, with cause, example and cure', async () => {
    const { json } = await workplace.run(runValidate, { listRules: true }, withJson);
    expect(json).toEqual({ ok: true, command: 'test', data: { rules: listRules() } });
  });
});
