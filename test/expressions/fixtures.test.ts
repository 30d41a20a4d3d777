import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EJSON } from '../../src/bson/bson.ts';
import type { ExpressionScope } from '../../src/expressions/compiled.ts';
import { evaluateExpression, parseExpression } from '../../src/expressions/expression.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/expressions');

interface Row {
  readonly title: string;
  readonly expression: unknown;
  readonly context?: RowContext;
  readonly result?: boolean;
  readonly error?: { readonly pointer: string; readonly message?: string };
}

interface RowContext {
  readonly values?: Record<string, unknown>;
  readonly brokenValues?: readonly string[];
  readonly request?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
  readonly args?: readonly unknown[];
  readonly functions?: Record<string, { expects?: readonly unknown[]; result?: unknown; throws?: string }>;
}

for (const file of readdirSync(folder).sort()) {
  describe(`expressions: ${file.replace('.json', '')}`, () => {
    const rows = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Row[];
    it.each(rows.map((row) => [row.title, row] as const))('%s', async (_title, row) => {
      const parsed = parseExpression(row.expression);
      if (row.error !== undefined) {
        expect(parsed).toMatchObject({ ok: false, problems: [row.error] });
        return;
      }
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      expect(await evaluateExpression(parsed.expression, createScope(row.context ?? {}))).toBe(row.result);
    });
  });
}

function createScope(row: RowContext): ExpressionScope {
  const context = EJSON.parse(JSON.stringify(row), { relaxed: false }) as RowContext;
  const values = new Map(Object.entries(context.values ?? {}));
  return {
    value(name) {
      if (context.brokenValues?.includes(name)) throw new Error('secrets are not available');
      return values.get(name);
    },
    environment: { tag: '', values: {} },
    request: context.request ?? {},
    user: { id: '', type: 'system', data: {}, custom_data: {}, identities: [], ...context.user },
    args: context.args ?? [],
    async callFunction(name, args) {
      const stub = context.functions?.[name];
      if (stub === undefined) throw new Error(`function not found: '${name}'`);
      if (stub.throws !== undefined) throw new Error(stub.throws);
      if (stub.expects !== undefined) expect(args).toEqual(stub.expects);
      return stub.result;
    },
  };
}
