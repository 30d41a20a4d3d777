import { describe, expect, it } from 'vitest';
import type { AppFiles, RequestValidation } from '../../src/app/app.ts';
import { checkApp } from '../../src/app/check-app.ts';
import { parseApp } from '../../src/app/parse-app.ts';
import {
  type RunAsAnswer,
  SCAFFOLDED_SERVICE_TYPES,
  scaffoldApp,
  scaffoldFunction,
  scaffoldService,
  scaffoldWebhook,
} from '../../src/app/scaffold.ts';
import { webhookPath } from '../../src/app/webhook-url.ts';
import { secret } from './app-files.ts';

const newId = () => '5e2f1b7c9d3a4c0001a1b2ff';
const base = scaffoldApp({ name: 'shop', clientAppId: 'shop-abcde' }, newId);

describe('a scaffolded', () => {
  it('app has a root file and the service for its data, and no issues', () => {
    expect([...base.keys()]).toEqual(['stitch.json', 'services/mongodb-atlas/config.json']);
    expect(textOf(base, 'stitch.json')).toBe(
      '{\n    "app_id": "shop-abcde",\n    "config_version": 20180301,\n    "name": "shop",\n' +
        '    "location": "US-VA",\n    "deployment_model": "GLOBAL",\n    "security": {}\n}\n',
    );
    expect(findCodes(base)).toEqual([]);
  });

  it('app may leave the app id out', () => {
    expect(textOf(scaffoldApp({ name: 'shop' }, newId), 'stitch.json')).not.toContain('app_id');
  });

  it.each(SCAFFOLDED_SERVICE_TYPES)('service of type %s has no issues', (type) => {
    expect(findCodes(new Map([...base, ...scaffoldService({ name: 'other', type }, newId)]))).toEqual([]);
  });

  it('function has no issues', () => {
    expect(findCodes(new Map([...base, ...scaffoldFunction({ name: 'total' }, newId)]))).toEqual([]);
  });

  it.each<{ type: 'http' | 'github' | 'twilio'; validation: RequestValidation; runAs: RunAsAnswer; codes: string[] }>([
    { type: 'http', validation: { method: 'VERIFY_PAYLOAD', secret }, runAs: { mode: 'system' }, codes: [] },
    { type: 'http', validation: { method: 'SECRET_AS_QUERY_PARAM', secret }, runAs: { mode: 'system' }, codes: [] },
    {
      type: 'http',
      validation: { method: 'NO_VALIDATION' },
      runAs: { mode: 'system' },
      codes: ['AnyoneCanRunAsSystem'],
    },
    {
      type: 'http',
      validation: { method: 'NO_VALIDATION' },
      runAs: { mode: 'user-id', userId: 'u1' },
      codes: ['RunAsNotServed'],
    },
    { type: 'http', validation: { method: 'NO_VALIDATION' }, runAs: { mode: 'script' }, codes: ['RunAsNotServed'] },
    {
      type: 'http',
      validation: { method: 'NO_VALIDATION' },
      runAs: { mode: 'application' },
      codes: ['RunAsNotServed'],
    },
    {
      type: 'github',
      validation: { method: 'GITHUB', secret },
      runAs: { mode: 'system' },
      codes: ['ServiceTypeNotServed'],
    },
    { type: 'twilio', validation: { method: 'TWILIO' }, runAs: { mode: 'system' }, codes: ['ServiceTypeNotServed'] },
  ])('webhook of type $type with $validation as $runAs parses to the answers', ({ type, validation, runAs, codes }) => {
    const files = new Map([
      ...base,
      ...scaffoldService({ name: 'api', type }, newId),
      ...scaffoldWebhook(
        {
          name: 'hook',
          serviceDirectory: 'services/api',
          serviceType: type,
          method: 'POST',
          validation,
          runAs,
          respondResult: false,
        },
        newId,
      ),
    ]);
    const webhook = parseApp(files).app?.services.find(({ name }) => name === 'api')?.webhooks[0];
    expect(webhook).toMatchObject({ name: 'hook', method: 'POST', validation, runAs, respondResult: false });
    expect(findCodes(files)).toEqual(codes);
  });
});

describe('the path of a webhook', () => {
  it('is the old one, with encoded segments', () => {
    expect(webhookPath('shop-abcde', 'service a', 'a&b')).toBe(
      '/api/client/v2.0/app/shop-abcde/service/service%20a/incoming_webhook/a%26b',
    );
  });
});

function findCodes(files: AppFiles): string[] {
  const { app, issues } = parseApp(files);
  return [...issues, ...(app === undefined ? [] : checkApp(app, files))].map(({ code }) => code);
}

function textOf(files: AppFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}
