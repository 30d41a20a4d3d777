import { describe, expect, it } from 'vitest';
import { parseTrigger } from '../../../src/app/kinds/trigger.ts';
import { parseText } from './parse-text.ts';

const database = { service_name: 'mongodb-atlas', database: 'shop', collection: 'orders', operation_types: ['INSERT'] };

describe('a trigger', () => {
  it.each([
    ['DATABASE', database],
    ['DATABASE', { ...database, match: {}, project: {}, full_document: true, unordered: false, collection: '' }],
    ['AUTHENTICATION', { operation_type: 'LOGIN', providers: ['anon-user'] }],
    ['AUTHENTICATION', { action_type: 'user', providers: [] }],
    ['SCHEDULED', { schedule: '0 8 * * 1' }],
    ['SCHEDULED', { schedule: '%(%%environment.values.schedule)' }],
  ])('of type %s may have %j', (type, config) => {
    const { resource, found } = parseText(parseTrigger, { name: 't', type, config, function_name: 'f' });
    expect(found).toEqual([]);
    expect(resource).toEqual({ name: 't', type, disabled: false, config, functionNames: ['f'] });
  });

  it('names the functions that it calls, each once', () => {
    const event_processors = { FUNCTION: { config: { function_name: 'f' } }, AWS_EVENTBRIDGE: null };
    const file = { name: 't', type: 'SCHEDULED', config: { schedule: '* * * * *' }, event_processors };
    expect(parseText(parseTrigger, file).resource?.functionNames).toEqual(['f']);
    expect(parseText(parseTrigger, { ...file, function_name: 'f' }).resource?.functionNames).toEqual(['f']);
    expect(parseText(parseTrigger, { ...file, function_name: 'g' }).resource?.functionNames).toEqual(['g', 'f']);
  });

  it.each([
    [{ type: 'SCHEDULED', config: {} }, '/config/schedule', 'config.schedule'],
    [{ type: 'DATABASE', config: { database: 'shop' } }, '/config/service_name', 'config.service_name'],
    [{ type: 'AUTHENTICATION', config: null }, '/config/operation_type', 'config.operation_type'],
    [{ type: 'DATABASE', config: database, function_name: '' }, '/function_name', 'function_name'],
  ])('cannot do without what its type needs: %j', (trigger, pointer, key) => {
    const { found } = parseText(parseTrigger, { name: 't', function_name: 'f', ...trigger });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${pointer} MissingKey: the key "${key}" is missing`);
  });

  it('cannot be of an unknown type', () => {
    expect(parseText(parseTrigger, { name: 't', type: 'DATABSE', function_name: 'f' })).toMatchObject({
      resource: undefined,
      found: [
        'error 1:20 /type UnknownValue: "type" is "DATABSE", which is not one of its values; did you mean "DATABASE"?',
      ],
      hints: ['the allowed values are: DATABASE, AUTHENTICATION, SCHEDULED'],
    });
  });

  it('cannot watch a collection that cannot be', () => {
    const config = { ...database, collection: 'a$b' };
    expect(parseText(parseTrigger, { name: 't', type: 'DATABASE', config, function_name: 'f' }).found).toEqual([
      'error 1:103 /config/collection IllegalNamespace: collection name "a$b" is not legal: it holds the character $',
    ]);
  });

  it('names an unknown key however deep', () => {
    const event_processors = { FUNCTION: { config: { function_nam: 'f' } } };
    const file = { name: 't', type: 'SCHEDULED', config: { schedule: '* * * * *', chedule: 1 }, event_processors };
    expect(parseText(parseTrigger, file).found.map((line) => line.split(' ').slice(2, 4).join(' '))).toEqual([
      '/config/chedule UnknownKey:',
      '/event_processors/FUNCTION/config/function_nam UnknownKey:',
    ]);
  });
});
