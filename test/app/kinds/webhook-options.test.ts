import { describe, expect, it } from 'vitest';
import type { IncomingWebhook } from '../../../src/app/app.ts';
import { parseApp } from '../../../src/app/parse-app.ts';
import { appWithWebhook, secret } from '../app-files.ts';

function read(type: string, options: unknown) {
  const { app, issues } = parseApp(appWithWebhook({ options }, type));
  const [webhook]: readonly (IncomingWebhook | undefined)[] = app?.services[0]?.webhooks ?? [];
  return { webhook, found: issues.map(({ code, pointer, message }) => `${pointer} ${code}: ${message}`) };
}

describe('the options of a webhook', () => {
  it('of type http are all known', () => {
    const options = { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret, secretAsQueryParam: false };
    expect(read('http', options).found).toEqual([]);
  });

  it.each([
    ['github', 'httpMethod', 'GET'],
    ['github', 'validationMethod', 'VERIFY_PAYLOAD'],
    ['github', 'secretAsQueryParam', true],
    ['twilio', 'httpMethod', 'GET'],
    ['twilio', 'validationMethod', 'NO_VALIDATION'],
    ['twilio', 'secret', secret],
  ])('of type %s have no %s', (type, key, value) => {
    const { webhook, found } = read(type, { ...(type === 'github' ? { secret } : {}), [key]: value });
    expect(found).toEqual([
      `/options/${key} OptionOfOtherType: has the option "${key}", which has no effect on a webhook of type ${type}`,
    ]);
    expect(webhook?.method).toBe('POST');
    expect(webhook?.validation.method).toBe(type.toUpperCase());
  });

  it.each([null, undefined, {}, { secret: '', httpMethod: null }])('of type twilio may be %j', (options) => {
    expect(read('twilio', options).found).toEqual([]);
  });

  it.each([
    ['', '/options/httpMethod UnknownMethod: "httpMethod" is "", which is not a method'],
    [
      '%(%%environment.values.method)',
      '/options/httpMethod EnvironmentValueNeeded: "options.httpMethod" is "%(%%environment.values.method)", and environment values are not read yet',
    ],
  ])('are refused with the method %j, and nobody is told to write a star', (httpMethod, message) => {
    expect(read('http', { httpMethod, secret }).found).toEqual([message]);
  });

  it.each([
    ['http', { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD' }, 'VERIFY_PAYLOAD'],
    ['http', { httpMethod: 'POST', validationMethod: 'SECRET_AS_QUERY_PARAM' }, 'SECRET_AS_QUERY_PARAM'],
    ['http', { httpMethod: 'POST', secretAsQueryParam: false }, 'VERIFY_PAYLOAD'],
    ['github', {}, 'GITHUB'],
  ])('of type %s with %j have the empty secret where the environment is to give it', (type, options, method) => {
    for (const taken of ['%(%%environment.values.s)', 'before %(%%environment.values.s) after', '%(%%values.s)']) {
      const { webhook, found } = read(type, { ...options, secret: taken });
      expect(webhook?.validation).toEqual({ method, secret: '' });
      expect(found).toEqual([
        '/options/secret SecretFromEnvironment: takes its secret from the environment, and environment values are not read yet: every call will be answered 401',
      ]);
    }
  });

  it('are not refused for a secret that nothing checks', () => {
    const options = { httpMethod: 'POST', validationMethod: 'NO_VALIDATION', secret: '%(%%environment.values.s)' };
    const { webhook, found } = read('http', options);
    expect(webhook?.validation).toEqual({ method: 'NO_VALIDATION' });
    expect(found).toMatchObject([expect.stringContaining('SecretUnused')]);
  });

  it('name a key that no type has', () => {
    expect(read('github', { secret, htpMethod: 'POST' }).found).toEqual([
      '/options/htpMethod UnknownKey: does not know the key "htpMethod", which is kept; did you mean "httpMethod"?',
    ]);
  });
});
