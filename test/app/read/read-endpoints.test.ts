import { describe, expect, it } from 'vitest';
import { parseApp } from '../../../src/app/parse-app.ts';
import { appFiles, describeIssue, realm, rootFile } from '../app-files.ts';

const endpoint = { route: '/orders', http_method: 'GET', function_name: 'list' };

describe('a list of HTTPS endpoints', () => {
  it.each(['orders', '', '/a b', '/a?b', '/a#b', '/a\\b', '/a\n', '//\u0000'])('refuses the route %j', (route) => {
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': [{ ...endpoint, route }] });
    expect(issues).toMatchObject([
      { code: 'InvalidRoute', pointer: '/0/route', message: `"route" is "${route}", which is no path of a URL` },
      { code: 'EndpointsNotServed' },
    ]);
  });

  it('refuses a second endpoint for one method and route, and takes one for each method', () => {
    const twice = [endpoint, { ...endpoint, http_method: 'POST' }, endpoint];
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': twice });
    expect(issues.map(describeIssue)).toEqual([
      '13:18 /2/route DuplicateEndpoint: is the second endpoint for GET /orders; the first is entry 0',
      'http_endpoints/config.json EndpointsNotServed: lists HTTPS endpoints (3), which are kept and exported, but not served yet',
    ]);
  });

  it('names the methods and keys that an entry may have', () => {
    const list = [{ route: '/a', http_method: 'HEAD', validation_method: 'SECRET', return_type: 'XML' }];
    const { app, issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': list });
    expect(app?.endpoints).toEqual([]);
    expect(issues.map(({ code, pointer, hint }) => [code, pointer, hint])).toEqual([
      ['UnknownValue', '/0/http_method', 'the allowed values are: GET, POST, PUT, PATCH, DELETE, *'],
      ['MissingKey', '/0/function_name', 'add "function_name"'],
      [
        'UnknownValue',
        '/0/validation_method',
        'the allowed values are: NO_VALIDATION, VERIFY_PAYLOAD, SECRET_AS_QUERY_PARAM',
      ],
      ['UnknownValue', '/0/return_type', 'the allowed values are: JSON, EJSON'],
    ]);
  });

  it('checks the rule expression of an entry, at its place', () => {
    const list = [endpoint, { ...endpoint, route: '/b', can_evaluate: { '%%requst.httpMethod': 'GET' } }];
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': list });
    expect(issues).toMatchObject([
      { code: 'InvalidExpression', pointer: '/1/can_evaluate/%%requst.httpMethod', line: 12 },
      { code: 'EndpointsNotServed' },
    ]);
  });

  it.each(['VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'])('that asks for %s must name a secret', (validation_method) => {
    const asking = { ...endpoint, validation_method };
    const list = [asking, { ...asking, route: '/b', secret_name: 'key' }, { ...asking, route: '/c', secret_id: '1' }];
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': list });
    expect(issues.map(describeIssue)).toEqual([
      `6:30 /0/validation_method EndpointSecretMissing: asks for ${validation_method} but names no secret, so no call could prove its sender`,
      'http_endpoints/config.json EndpointsNotServed: lists HTTPS endpoints (3), which are kept and exported, but not served yet',
    ]);
  });

  it('that takes a choice from the environment is refused for that reason', () => {
    const list = [{ ...endpoint, http_method: '%(%%environment.values.method)' }];
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': list });
    expect(issues.map(describeIssue)).toEqual([
      '4:24 /0/http_method EnvironmentValueNeeded: "http_method" is "%(%%environment.values.method)", and environment values are not read yet',
    ]);
  });

  it('is read from the folder of the other layout too, which converted apps keep', () => {
    const { app, issues } = parse({ 'realm_config.json': realm, 'https_endpoints/config.json': [endpoint] });
    expect(app?.endpoints).toMatchObject([{ route: '/orders' }]);
    expect(issues.map(({ code }) => code)).toEqual(['EndpointsNotServed']);
  });

  it('that is empty needs no warning', () => {
    expect(parse({ 'realm_config.json': realm, 'http_endpoints/config.json': [] }).issues).toEqual([]);
  });

  it('in an app of layout A is read and kept, not taken for a service', () => {
    const { app, issues } = parse({ 'stitch.json': rootFile, 'http_endpoints/config.json': [endpoint] });
    expect(app?.endpoints).toMatchObject([{ route: '/orders', method: 'GET' }]);
    expect(app?.files).toMatchObject([{ kind: 'list', path: 'http_endpoints/config.json' }, { kind: 'app' }]);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([['EndpointsNotServed', 'warning']]);
  });

  it('that is an object is refused', () => {
    const { issues } = parse({ 'realm_config.json': realm, 'http_endpoints/config.json': { name: 'api' } });
    expect(issues.map(describeIssue)).toEqual(['1:1 undefined NotAnArray: must be a JSON array, got an object']);
  });
});

function parse(tree: Readonly<Record<string, unknown>>) {
  return parseApp(appFiles(tree));
}
