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

  it('name a key that no type has', () => {
    expect(read('github', { secret, htpMethod: 'POST' }).found).toEqual([
      '/options/htpMethod UnknownKey: does not know the key "htpMethod", which is kept; did you mean "httpMethod"?',
    ]);
  });
});
