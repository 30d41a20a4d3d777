/** Issues of the paths of files: names that not every system can hold, or that a person cannot tell apart. */
import { defineError, defineWarning } from './define-issue.ts';

export const PATH_ISSUES = {
  IllegalPath: defineError('has an illegal character in its name: {name}', 'rename the file or directory', {
    cause:
      'The name holds a control character, a backslash or bytes that are not UTF-8. Such a name cannot be written on every system, and it can hide what it is in a terminal or in a log.',
    example: 'values/limit\\n.json   (with a line break in the name)',
    cure: 'values/limit.json',
  }),
  PathTooLong: defineError('{what} is {bytes} bytes long; {max} are allowed', 'shorten the names', {
    cause:
      'A name or a path is longer than file systems and tools take. Names end at 255 bytes and many paths at about 1,000, so it could be imported here and then not be exported elsewhere.',
    example: 'values/aaaaaaaa…aaaa.json   (300 letters)',
    cure: 'values/a.json   (the name of a resource is in its file, so nothing else changes)',
  }),
  CaseTwins: defineWarning(
    'differs from "{twin}" only in upper and lower case',
    'rename one of them: they are one file on a system that does not tell case apart',
    {
      cause:
        'Two names differ only in upper and lower case. Windows and macOS take them for one, and an export there would write one file over the other, so it is refused.',
      example: 'values/Limit.json and values/limit.json',
      cure: 'values/Limit.json and values/limit-2.json',
    },
  ),
  UnicodeTwins: defineError(
    'is written like "{twin}" but with other characters: {codes} and {twinCodes}',
    'rename one of them; they look the same and differ only in their Unicode form',
    {
      cause:
        'Two names look the same and are written with different characters. Unicode can write "é" as one character or as "e" with an accent; some systems take both for the same file, and nobody can see which of the two is meant.',
      example: 'values/café.json (U+00E9) and values/café.json (U+0065 U+0301)',
      cure: 'values/cafe.json and values/cafe-2.json',
    },
  ),
} as const;
