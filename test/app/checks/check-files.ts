/** Parses and checks app files for the tests of single checks. */
import type { AppFiles } from '../../../src/app/app.ts';
import { checkApp } from '../../../src/app/check-app.ts';
import type { Issue } from '../../../src/app/issue.ts';
import { parseApp } from '../../../src/app/parse-app.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/limits.ts';
import { appFiles, rootFile } from '../app-files.ts';

/** The issues of checks across files; what parsing says of each file by itself is left out. */
export function checkFiles(files: AppFiles, limits: Limits = DEFAULT_LIMITS): Issue[] {
  const { app } = parseApp(files);
  if (app === undefined) throw new Error('the app cannot be parsed');
  return checkApp(app, files, limits);
}

export function checkTree(tree: Readonly<Record<string, unknown>>, root: object = rootFile): Issue[] {
  return checkFiles(appFiles({ 'stitch.json': root, ...tree }));
}

/** One function `f` with this source, beside a linked data source, another service, a value and another function. */
export function checkFunction(source: string, more: Readonly<Record<string, unknown>> = {}): Issue[] {
  return checkTree({
    'services/mongodb-atlas/config.json': { name: 'mongodb-atlas', type: 'mongodb-atlas' },
    'services/sms/config.json': { name: 'sms', type: 'twilio' },
    'values/limit.json': { name: 'limit', value: 1 },
    'functions/send/config.json': { name: 'send' },
    'functions/send/source.js': 'exports = () => 1;',
    'functions/f/config.json': { name: 'f' },
    'functions/f/source.js': source,
    ...more,
  });
}
