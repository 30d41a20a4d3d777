/** Issues of resources of every kind: their files, and their names. */
import { defineError, defineWarning } from './define-issue.ts';

export const NAME_ISSUES = {
  MissingConfigFile: defineError(
    '{kind} "{folder}" has no {missing}',
    'add the file, or remove the directory if it is not part of the app',
    {
      cause:
        'The directory looks like a resource, but the file that names and configures it is missing. Skipping the directory would silently deploy an app without that resource.',
      example: 'functions/sum/source.js   (alone)',
      cure: 'functions/sum/config.json and functions/sum/source.js',
    },
  ),
  MissingSourceFile: defineError('{kind} "{name}" has no source.js beside its config.json', 'add source.js', {
    cause: 'A function or an incoming webhook is configured, but has no code. Every call to it would fail.',
    example: 'functions/sum/config.json   (alone)',
    cure: 'functions/sum/config.json and functions/sum/source.js',
  }),
  InvalidName: defineError(
    '{kind} name "{name}" has a character that cannot be part of a URL',
    'use ASCII letters, digits, "-" and "_"',
    {
      cause:
        'A name has a character that cannot stand in a URL, and names of services and webhooks are parts of URLs. A slash, a question mark, a hash or a percent sign would end or change the path, so callers could never reach it.',
      example: '{ "name": "orders/new" }',
      cure: '{ "name": "ordersNew" }',
    },
  ),
  NameTooLong: defineError('{kind} name has {length} characters; {max} are allowed', 'shorten the name', {
    cause: 'A name is longer than the old platform allowed. URLs, logs and file names rely on that length.',
    example: '{ "name": "aaaaaaaa…aaaa" }   (65 letters)',
    cure: '{ "name": "a" }',
  }),
  UnusualName: defineWarning(
    '{kind} name "{name}" has characters that must be encoded in URLs',
    'prefer ASCII letters, digits, "-" and "_"',
    {
      cause:
        'A name has a space or a letter outside ASCII, which must be encoded in URLs. It works, but every caller has to do it, and some do it wrongly.',
      example: '{ "name": "service a" }   (in URLs: service%20a)',
      cure: '{ "name": "service-a" }   (this changes the URL: tell the callers)',
    },
  ),
  DuplicateName: defineError('{kind} "{name}" is defined twice, also in {other}', 'rename or remove one of them', {
    cause:
      'Two resources of one kind have the same name, and resources are found by their names. Nobody could say which of them a URL or a function reaches. Often a folder was copied and the name in it was not changed.',
    example: 'values/a.json { "name": "limit", … } and values/b.json { "name": "limit", … }',
    cure: 'values/a.json { "name": "limit", … } and values/b.json { "name": "limitPerDay", … }',
  }),
  FolderNameDiffers: defineWarning(
    '{kind} is named "{name}" but lies in the directory "{folder}"; the name counts',
    'rename the directory to match',
    {
      cause:
        'The directory is called differently from the resource in it. Only the name in the file counts, so whoever looks for the resource by its directory finds nothing.',
      example: 'functions/function0/config.json with { "name": "sum" }',
      cure: 'functions/sum/config.json with { "name": "sum" }',
    },
  ),
} as const;
