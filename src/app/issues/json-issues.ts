/** Issues of the text of files: whether it is text, and whether the text is JSON. */
import { defineError, defineWarning } from './define-issue.ts';

export const JSON_ISSUES = {
  EmptyFile: defineError('is empty', 'write the file again, or restore it from version control', {
    cause:
      'The file has no content where a JSON object is needed. Most often an editor or a full disk cut it to nothing.',
    example: '-rw-r--r-- 0 values/limit.json',
    cure: '{ "name": "limit", "value": 10 }',
  }),
  ByteOrderMark: defineWarning(
    'starts with a byte-order mark, which is skipped',
    'save the file as UTF-8 without BOM',
    {
      cause:
        'The file starts with the three bytes EF BB BF, which some Windows editors put before the text. They are skipped here, and kept in exports; other tools may refuse the file.',
      example: 'EF BB BF 7B …   ("{" is 7B)',
      cure: '7B …',
    },
  ),
  InvalidUtf8: defineError('is not valid UTF-8: byte {offset} is 0x{byte}', 'save the file as UTF-8', {
    cause:
      'The bytes of the file are no UTF-8 text, most often because it was saved as Latin-1 or UTF-16. To replace what cannot be read would silently change names and secrets.',
    example: '{ "name": "caf\\xE9" }   (the byte E9 alone)',
    cure: 'iconv -f latin1 -t utf-8 values/cafe.json > mended.json && mv mended.json values/cafe.json',
  }),
  TrailingComma: defineError(
    'has a comma before the closing "{bracket}"',
    'remove the comma: the files are plain JSON',
    {
      cause:
        'A comma follows the last entry, where JSON has none. JavaScript allows it, which is why it is easily left there.',
      example: '{ "name": "limit", "value": 10, }',
      cure: '{ "name": "limit", "value": 10 }',
    },
  ),
  JsonComment: defineError('has a comment', 'remove the comment: the files are plain JSON', {
    cause:
      'The file has a comment, and JSON has none. Nothing after it can be read with certainty, so the file is refused.',
    example: '{ "name": "limit", "value": 10 } // per day',
    cure: '{ "name": "limit", "value": 10 }',
  }),
  SingleQuotes: defineError('has a text in single quotes', 'use double quotes: the files are plain JSON', {
    cause: 'A text or a key stands in single quotes, and JSON takes double quotes only.',
    example: "{ 'name': 'limit', 'value': 10 }",
    cure: '{ "name": "limit", "value": 10 }',
  }),
  UnfinishedJson: defineError('ends before the JSON is complete', 'close every brace, bracket and quote', {
    cause:
      'The text ends inside an object, a list or a text. Either a closing character was forgotten, or the end of the file was lost while it was copied.',
    example: '{ "name": "limit", "value": [10',
    cure: '{ "name": "limit", "value": [10] }',
  }),
  InvalidJson: defineError('is not valid JSON: {reason}', 'correct the JSON at this place', {
    cause: 'The text breaks the rules of JSON at the place that is named, so nothing of the file can be trusted.',
    example: '{ "name": limit, "value": 10 }',
    cure: '{ "name": "limit", "value": 10 }',
  }),
  DuplicateKey: defineError(
    'has the key "{key}" twice in one object, first in line {firstLine}, column {firstColumn}',
    'keep one of them: only one value can count',
    {
      cause:
        'An object has the same key twice. Programs disagree about which of the two counts, so a secret or a rule could be another one than the file seems to say.',
      example: '"options": { "secret": "old secret of 2019", "secret": "new secret of 2021" }',
      cure: '"options": { "secret": "new secret of 2021" }',
    },
  ),
  TooDeep: defineError('is nested more than {max} levels deep', 'flatten the document', {
    cause:
      'Objects and lists lie deeper in each other than MongoDB can store. No app needs it; such a file is an accident or an attack.',
    example: '{ "name": "deep", "value": [[[[ … ]]]] }   (101 levels)',
    cure: '{ "name": "flat", "value": [] }',
  }),
  TooManyValues: defineError(
    'holds more than {max} values',
    'move large data into a collection, or raise the limit with --limit jsonValuesMax=NUMBER',
    {
      cause:
        'The file holds more texts, numbers, objects and lists than the limit. Each of them takes many times its length in memory while it is checked, so reading stops before that.',
      example: '{ "name": "zeros", "value": [0, 0, 0, … ] }   (500,001 values)',
      cure: '{ "name": "zeros", "value": { "count": 500000 } }',
    },
  ),
  NumberOutOfRange: defineError(
    'has the number {number}, which cannot be represented exactly',
    'use a smaller number, or extended JSON with "$numberLong" and the digits as text',
    {
      cause:
        'A number is too large to be kept exactly. A number in JSON becomes a double, which holds integers exactly up to 9007199254740991; a larger one would silently become its neighbour.',
      example: '{ "name": "id", "value": 9007199254740993 }',
      cure: '{ "name": "id", "value": { "$numberLong": "9007199254740993" } }',
    },
  ),
  IllFormedText: defineError(
    'has the text {found}, where one half of a surrogate pair stands alone',
    'correct the \\u escape: it stands for no character',
    {
      cause:
        'A text has one half of a character that is written as two \\u escapes, and the other half is missing. What is left stands for no character and cannot be stored as UTF-8.',
      example: '{ "name": "smile", "value": "\\ud83d" }',
      cure: '{ "name": "smile", "value": "\\ud83d\\ude00" }',
    },
  ),
} as const;
