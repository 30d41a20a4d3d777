import { describe, expect, it } from 'vitest';
import { parseApp } from '../../../src/app/parse-app.ts';
import { appFiles, describeIssue, realm } from '../app-files.ts';

const source = 'exports = () => 1;';

describe('the list of functions', () => {
  const lines = (entries: readonly string[]) => `[\n${entries.join(',\n')}\n]`;

  it('tells every fault of an entry with line, column and pointer in the list', () => {
    const list = lines(['{"name":"list"}', '  {"name":5}', '"x"', '{"name":"b","private":1,\n "privat":true}']);
    const { app, issues } = parseList(list, ['list', 'b']);
    expect(app?.functions.map(({ name }) => name)).toEqual(['list']);
    expect(issues.map(describeIssue)).toEqual([
      '3:11 /1/name WrongType: "name" must be a text, got the number 5',
      '4:1 /2 NotAnObject: must be a JSON object, got "x"',
      '5:23 /3/private WrongType: "private" must be true or false, got the number 1',
      '6:2 /3/privat UnknownKey: does not know the key "privat", which is kept; did you mean "private"?',
      // Entries that cannot be read list nothing.
      'functions/b.js FunctionNotListed: has no entry in functions/config.json, so no function "b" can be called',
    ]);
  });

  it('that is null is empty, as exports wrote it', () => {
    const { app, issues } = parseList('null', []);
    expect(app?.functions).toEqual([]);
    expect(issues).toEqual([]);
  });

  it.each([
    ['an object', '{"name":"list"}', 'got an object'],
    ['a text', '"list"', 'got "list"'],
    ['false', 'false', 'got the boolean false'],
  ])('that is %s is refused', (_, text, found) => {
    const { app, issues } = parseList(text, []);
    expect(app?.functions).toEqual([]);
    expect(issues.map(describeIssue)).toEqual([`1:1 undefined NotAnArray: must be a JSON array, ${found}`]);
    expect(issues[0]?.hint).toBe('put the entries between brackets: [ … ]');
  });

  it('that is no JSON is refused where it is wrong, and its sources are not blamed for it', () => {
    expect(parseList('[{"name":"list"},]', ['list']).issues.map(describeIssue)).toEqual([
      '1:17 undefined TrailingComma: has a comma before the closing "]"',
    ]);
    expect(parseList('[{"name":"a","name":"b"}]', []).issues).toMatchObject([{ code: 'DuplicateKey', column: 14 }]);
  });

  it('names a function without a source, and a source without an entry', () => {
    const { app, issues } = parseList(lines(['{"name":"mail/send"}']), ['mail/sent']);
    expect(app?.functions).toEqual([]);
    expect(issues.map(describeIssue)).toEqual([
      '2:9 /0/name MissingFunctionSource: lists the function "mail/send", but its source functions/mail/send.js is missing',
      'functions/mail/sent.js FunctionNotListed: has no entry in functions/config.json, so no function "mail/sent" can be called',
    ]);
  });

  it('that is missing is missed once for each source', () => {
    const { issues } = parse({ 'realm_config.json': realm, 'functions/a.js': source, 'functions/b/c.js': source });
    expect(issues.map(describeIssue)).toEqual([
      'functions/a.js MissingFunctionList: is the source of a function, but functions/config.json, which lists them, is missing',
      'functions/b/c.js MissingFunctionList: is the source of a function, but functions/config.json, which lists them, is missing',
    ]);
  });

  it.each(['../secret', 'a//b', '/a', 'a/', './a', 'a/../b', 'a\\b', ''])(
    'refuses the name %j, which leads out of functions/ or nowhere',
    (name) => {
      const { issues } = parseList(JSON.stringify([{ name }]), []);
      expect(issues).toMatchObject([{ code: 'InvalidName', pointer: '/0/name', severity: 'error' }]);
    },
  );

  it('takes names of many folders, each as long as a name may be', () => {
    const name = ['a'.repeat(64), 'b'.repeat(64), 'c'].join('/');
    expect(parseList(JSON.stringify([{ name }]), [name]).issues).toEqual([]);
    expect(parseList(JSON.stringify([{ name: 'a'.repeat(65) }]), []).issues).toMatchObject([{ code: 'NameTooLong' }]);
  });

  it('takes __proto__ and constructor for names like any other', () => {
    const { app, issues } = parseList('[{"name":"__proto__"},{"name":"constructor"}]', ['__proto__', 'constructor']);
    expect(app?.functions.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(issues).toEqual([]);
    expect(parseList('[{"__proto__":{"name":"a"}}]', ['a']).issues).toMatchObject([
      { code: 'MissingKey', pointer: '/0/name' },
      { code: 'UnknownKey', pointer: '/0/__proto__' },
      { code: 'FunctionNotListed' },
    ]);
  });

  it('with thousands of faulty entries names the first fifty and counts those it did not look at', () => {
    const { issues } = parseList(lines(Array.from({ length: 20_000 }, () => '{"name":5}')), []);
    expect(issues.filter(({ code }) => code === 'WrongType').map(({ line }) => line)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 2),
    );
    expect(issues.filter(({ code }) => code !== 'WrongType')).toMatchObject([
      {
        code: 'EntriesUnchecked',
        severity: 'warning',
        message: 'has 19950 more entries that were not checked after so many faulty ones',
      },
    ]);
  });

  it('with 400,000 entries that are no objects, or empty ones, lists the first fifty and counts the rest', () => {
    for (const [entry, code] of [
      ['1', 'NotAnObject'],
      ['{}', 'MissingKey'],
    ]) {
      const { issues } = parseList(`[${Array.from({ length: 400_000 }, () => entry).join()}]`, []);
      expect(issues.filter((issue) => issue.code === code)).toHaveLength(50);
      expect(issues.at(-1)?.message).toBe('has 399950 more entries that were not checked after so many faulty ones');
    }
  });

  it.each([
    [{ run_as_user_id: 'u' }, ['FunctionUserIgnored']],
    [{ run_as_user_id_script_source: 'exports = () => "u"' }, ['FunctionUserIgnored']],
    [{ run_as_user_id: '', run_as_user_id_script_source: '' }, []],
    [{ run_as_user_id: 'u', run_as_system: true }, []],
  ])('with the user %j says that the user is not followed', (user, codes) => {
    const { issues } = parseList(JSON.stringify([{ name: 'f', ...user }]), ['f']);
    expect(issues.map(({ code }) => code)).toEqual(codes);
  });

  it('with more values than the limit is refused before it is read', () => {
    const { app, issues } = parseList(`[${'1,'.repeat(4_000_000)}1]`, []);
    expect(app?.functions).toEqual([]);
    expect(issues.map(describeIssue)).toEqual(['1:1000000 undefined TooManyValues: holds more than 500000 values']);
  });

  it('with thousands of warnings reads every entry and counts the warnings beyond the first fifty', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `f${index}`);
    const { app, issues } = parseList(JSON.stringify(names.map((name) => ({ name, extra: 1 }))), names);
    expect(app?.functions).toHaveLength(1_000);
    expect(issues.map(({ code }) => code)).toEqual([...Array.from({ length: 50 }, () => 'UnknownKey'), 'MoreIssues']);
    expect(issues.at(-1)?.message).toBe('has 950 more issues like the ones before');
  });
});

function parse(tree: Readonly<Record<string, unknown>>) {
  return parseApp(appFiles(tree));
}

function parseList(text: string, sources: readonly string[]) {
  const files = Object.fromEntries(sources.map((name) => [`functions/${name}.js`, source]));
  return parseApp(appFiles({ 'realm_config.json': realm, 'functions/config.json': text, ...files }));
}
