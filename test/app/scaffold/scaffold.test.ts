import { describe, expect, it } from 'vitest';
import type { App, AppFiles, LayoutName, RequestValidation } from '../../../src/app/app.ts';
import { checkApp } from '../../../src/app/check-app.ts';
import { parseApp } from '../../../src/app/parse-app.ts';
import { scaffoldApp, scaffoldFunction, scaffoldService, scaffoldValue } from '../../../src/app/scaffold/scaffold.ts';
import {
  layoutOfVersion,
  listServiceTypes,
  NEW_APP_VERSIONS,
  serviceFolder,
} from '../../../src/app/scaffold/scaffold-layout.ts';
import { type RunAsAnswer, scaffoldWebhook } from '../../../src/app/scaffold/scaffold-webhook.ts';
import { TEMPLATE_NAMES, WEBHOOK_TEMPLATES } from '../../../src/app/scaffold/templates/webhook-templates.ts';
import { webhookPath } from '../../../src/app/webhook-url.ts';
import { appFiles, secret } from '../app-files.ts';

const newId = () => '5e2f1b7c9d3a4c0001a1b2ff';
const apps = NEW_APP_VERSIONS.map((configVersion) => {
  const { layout, rootFile } = layoutOfVersion(configVersion);
  const files = scaffoldApp({ name: 'shop', configVersion, clientAppId: 'shop-abcde' }, newId);
  return { configVersion, layout, rootFile, files };
});
const base = scaffoldApp({ name: 'shop', configVersion: 20180301, clientAppId: 'shop-abcde' }, newId);
const newest = appFiles({
  'root_config.json': {
    app_id: 'shop-abcde',
    config_version: 20230101,
    name: 'shop',
    provider_region: 'aws-us-east-1',
  },
});

describe('a scaffolded app', () => {
  it('has a root file and the service for its data, and no issues', () => {
    expect([...base.keys()]).toEqual(['stitch.json', 'services/mongodb-atlas/config.json']);
    expect(textOf(base, 'stitch.json')).toBe(
      '{\n    "app_id": "shop-abcde",\n    "config_version": 20180301,\n    "name": "shop",\n' +
        '    "location": "US-VA",\n    "deployment_model": "GLOBAL",\n    "security": {}\n}\n',
    );
  });

  it.each(apps)('of config version $configVersion is one of layout $layout, without issues', (made) => {
    expect(made.files.has(made.rootFile)).toBe(true);
    expect(findCodes(made.files)).toEqual([]);
    expect(appOf(made.files)).toMatchObject({ layout: made.layout, name: 'shop', clientAppId: 'shop-abcde' });
    expect(appOf(made.files).services).toMatchObject([{ name: 'mongodb-atlas', type: 'mongodb-atlas' }]);
  });

  it('may leave the app id out', () => {
    const files = scaffoldApp({ name: 'shop', configVersion: 20180301 }, newId);
    expect(textOf(files, 'stitch.json')).not.toContain('app_id');
  });
});

describe.each(apps)('in layout $layout, a scaffolded', ({ layout, files }) => {
  it.each(listServiceTypes(layout))('service of type %s has no issues', (type) => {
    const all = new Map([...files, ...scaffoldService({ name: 'other', type }, layout, newId)]);
    expect(findCodes(all)).toEqual([]);
    expect(appOf(all).services).toContainEqual(expect.objectContaining({ name: 'other', type }));
  });

  it('function has no issues, and neither has the next one', () => {
    const first = addFunction(files, 'total', layout);
    const second = addFunction(first, 'sum', layout);
    expect(findCodes(second)).toEqual([]);
    expect(
      appOf(second)
        .functions.map(({ name }) => name)
        .sort(),
    ).toEqual(['sum', 'total']);
  });

  it('value has no issues and is read as it was given', () => {
    const value = { list: [1, 'two', null], when: { $date: '2021-01-01T00:00:00Z' } };
    const all = new Map([...files, ...scaffoldValue({ name: 'greeting', value, private: false }, layout, newId)]);
    expect(findCodes(all)).toEqual([]);
    expect(appOf(all).values).toEqual([{ name: 'greeting', path: 'values/greeting.json', value, fromSecret: false }]);
  });

  it.each(TEMPLATE_NAMES)('webhook from the template %s has no errors and its own source', (name) => {
    const { serviceType, sender } = WEBHOOK_TEMPLATES[name];
    const isPlain = sender.checkedBy === 'runtime';
    const validations: Readonly<Record<'http' | 'github' | 'twilio', RequestValidation>> = {
      http: isPlain ? { method: 'VERIFY_PAYLOAD', secret } : { method: 'NO_VALIDATION' },
      github: { method: 'GITHUB', secret },
      twilio: { method: 'TWILIO' },
    };
    const value = { name: isPlain ? 'unused' : sender.valueName, value: secret, private: true };
    const withValue = new Map([...files, ...scaffoldValue(value, layout, newId)]);
    const all = addWebhook(withValue, layout, {
      type: serviceType,
      validation: validations[serviceType],
      runAs: { mode: 'system' },
      source: isPlain ? sender.source : sender.createSource(sender.valueName),
      ...(isPlain ? {} : { requiredHeader: sender.signatureHeader }),
    });
    expect(findCodes(all).filter((code) => !['ServiceTypeNotServed', 'PlainSecret'].includes(code))).toEqual([]);
    expect(webhookOf(all)).toMatchObject({ name: 'hook', service: 'api', validation: validations[serviceType] });
  });
});

describe('a scaffolded function where a file lists all', () => {
  const listed = scaffoldApp({ name: 'shop', configVersion: 20210101, clientAppId: 'shop-abcde' }, newId);

  it('may lie in folders', () => {
    const all = addFunction(listed, 'mail/send', 'C');
    expect(all.has('functions/mail/send.js')).toBe(true);
    expect(findCodes(all)).toEqual([]);
    expect(appOf(all).functions).toMatchObject([{ name: 'mail/send', sourcePath: 'functions/mail/send.js' }]);
  });

  it('makes the list, and later changes only that file', () => {
    const first = scaffoldFunction({ name: 'a' }, 'C', listed, newId);
    expect([...(first?.created.keys() ?? [])]).toEqual(['functions/config.json', 'functions/a.js']);
    const second = scaffoldFunction({ name: 'b' }, 'C', first?.created ?? new Map(), newId);
    expect([...(second?.created.keys() ?? [])]).toEqual(['functions/b.js']);
    expect([...(second?.changed.keys() ?? [])]).toEqual(['functions/config.json']);
  });

  it('is refused when the list is none', () => {
    const broken = new Map([...listed, ...appFiles({ 'functions/config.json': { name: 'a' } })]);
    expect(scaffoldFunction({ name: 'b' }, 'C', broken, newId)).toBeUndefined();
  });
});

describe('the newest layout', () => {
  it('has functions, values and data, and no services with webhooks', () => {
    expect(listServiceTypes('D')).toEqual(['mongodb-atlas']);
    const all = new Map([
      ...addFunction(newest, 'total', 'D'),
      ...scaffoldValue({ name: 'v', value: 1, private: false }, 'D', newId),
      ...scaffoldService({ name: 'data', type: 'mongodb-atlas' }, 'D', newId),
    ]);
    expect(findCodes(all)).toEqual([]);
    expect(appOf(all)).toMatchObject({
      functions: [{ name: 'total' }],
      values: [{ name: 'v' }],
      services: [{ name: 'data' }],
    });
  });
});

describe('a scaffolded webhook', () => {
  it.each<{ type: 'http' | 'github' | 'twilio'; validation: RequestValidation; runAs: RunAsAnswer; codes: string[] }>([
    {
      type: 'http',
      validation: { method: 'VERIFY_PAYLOAD', secret },
      runAs: { mode: 'system' },
      codes: ['PlainSecret'],
    },
    {
      type: 'http',
      validation: { method: 'SECRET_AS_QUERY_PARAM', secret },
      runAs: { mode: 'system' },
      codes: ['PlainSecret'],
    },
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
      codes: ['ServiceTypeNotServed', 'PlainSecret'],
    },
    { type: 'twilio', validation: { method: 'TWILIO' }, runAs: { mode: 'system' }, codes: ['ServiceTypeNotServed'] },
  ])('of type $type with $validation as $runAs parses to the answers', ({ type, validation, runAs, codes }) => {
    const files = addWebhook(base, 'A', { type, validation, runAs, source: 'exports = () => 1;' });
    expect(webhookOf(files)).toMatchObject({ name: 'hook', method: 'POST', validation, runAs, respondResult: false });
    expect(findCodes(files)).toEqual(codes);
  });

  it('whose source checks the sender refuses requests without a signature before that', () => {
    const files = addWebhook(base, 'A', {
      type: 'http',
      validation: { method: 'NO_VALIDATION' },
      runAs: { mode: 'system' },
      source: 'exports = () => 1;',
      requiredHeader: 'X-Signature',
    });
    expect(webhookOf(files)?.canEvaluate).toEqual({ '%%request.requestHeaders.X-Signature': { '%exists': true } });
    expect(findCodes(files)).toEqual([]);
  });
});

describe('the path of a webhook', () => {
  it('is the old one, with encoded segments', () => {
    expect(webhookPath('shop-abcde', 'service a', 'a&b')).toBe(
      '/api/client/v2.0/app/shop-abcde/service/service%20a/incoming_webhook/a%26b',
    );
  });
});

interface Hook {
  readonly type: 'http' | 'github' | 'twilio';
  readonly validation: RequestValidation;
  readonly runAs: RunAsAnswer;
  readonly source: string;
  readonly requiredHeader?: string;
}

function addWebhook(files: AppFiles, layout: LayoutName, { type, ...hook }: Hook): AppFiles {
  const answers = {
    name: 'hook',
    serviceDirectory: `${serviceFolder(layout, type)}/api`,
    serviceType: type,
    method: 'POST',
    respondResult: false,
    ...hook,
  } as const;
  return new Map([
    ...files,
    ...scaffoldService({ name: 'api', type }, layout, newId),
    ...scaffoldWebhook(answers, newId),
  ]);
}

function addFunction(files: AppFiles, name: string, layout: LayoutName): AppFiles {
  const scaffold = scaffoldFunction({ name }, layout, files, newId);
  return new Map([...files, ...(scaffold?.created ?? []), ...(scaffold?.changed ?? [])]);
}

function webhookOf(files: AppFiles) {
  return appOf(files).services.find(({ name }) => name === 'api')?.webhooks[0];
}

function appOf(files: AppFiles): App {
  const { app } = parseApp(files);
  if (app === undefined) throw new Error('the app cannot be parsed');
  return app;
}

function findCodes(files: AppFiles): string[] {
  const { app, issues } = parseApp(files);
  return [...issues, ...(app === undefined ? [] : checkApp(app, files))].map(({ code }) => code);
}

function textOf(files: AppFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}
