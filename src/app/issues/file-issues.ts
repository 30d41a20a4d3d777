/** Issues of files as such: what can be read, how paths may look, and whether a text is text. */
import { defineError, defineWarning } from './define-issue.ts';

export const FILE_ISSUES = {
  UnreadableFile: defineError('cannot be read: {reason}', 'give yourself read permission, then run the command again'),
  ExpectedFile: defineError('"{name}" is a directory where a file is expected', 'rename or remove that directory'),
  SpecialFile: defineError('is a {what}, not a regular file', 'remove it from the app directory'),
  LinkLeavesApp: defineError(
    'is a link that leaves the app directory; its target was not read',
    'put the file itself in the place of the link',
  ),
  LinkRefused: defineError('is a link, and links are not followed', 'put the file itself in the place of the link'),
  ChangedWhileReading: defineError(
    'changed while it was being read',
    'run the command again when nothing else writes to the app directory',
  ),
  IllegalPath: defineError('has an illegal character in its name: {name}', 'rename the file or directory'),
  PathTooLong: defineError('{what} is {bytes} bytes long; {max} are allowed', 'shorten the names'),
  CaseTwins: defineWarning(
    'differs from "{twin}" only in upper and lower case',
    'rename one of them: they are one file on a system that does not tell case apart',
  ),
  UnicodeTwins: defineError(
    'is written like "{twin}" but with other characters: {codes} and {twinCodes}',
    'rename one of them; they look the same and differ only in their Unicode form',
  ),
  TooManyFiles: defineError(
    'the app has more than {max} files',
    'check that this is the app directory, or raise the limit with --limit appFilesMax=NUMBER',
  ),
  FileTooLarge: defineError(
    'has {bytes} bytes; {max} are allowed, so it was not read',
    'move large data elsewhere, or raise the limit with --limit appFileBytesMax=BYTES',
  ),
  AppTooLarge: defineError(
    'the files of the app exceed {max} bytes together',
    'move large data elsewhere, or raise the limit with --limit appTotalBytesMax=BYTES',
  ),
  SecretsFileLeftOut: defineWarning(
    'is left out: secrets are never stored as a file and never exported',
    'keep it outside the app directory and out of version control',
  ),
  SecretsFileReadable: defineWarning(
    'can be read by other users of this machine (mode {mode})',
    'run: chmod 600 secrets.json',
  ),
  FolderNotServed: defineWarning(
    '{folder}/ is kept and exported, but not used by this version: {what}',
    'nothing to do if the app works without it',
  ),
  EmptyFile: defineError('is empty', 'write the file again, or restore it from version control'),
  ByteOrderMark: defineWarning('starts with a byte-order mark, which is skipped', 'save the file as UTF-8 without BOM'),
  InvalidUtf8: defineError('is not valid UTF-8: byte {offset} is 0x{byte}', 'save the file as UTF-8'),
} as const;
