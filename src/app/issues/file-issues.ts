/** Issues of files as such: what can be read, how much of it, and what is left out or only kept. */
import { defineError, defineWarning } from './define-issue.ts';

export const FILE_ISSUES = {
  UnreadableFile: defineError('cannot be read: {reason}', 'give yourself read permission, then run the command again', {
    cause:
      'The system refused to open a file or to list a directory of the app. What cannot be read cannot be checked, and an app is never deployed with a part of it missing.',
    example: '-rw------- root  functions/sum/source.js   (and you are not root)',
    cure: 'sudo chown "$USER" functions/sum/source.js',
  }),
  ExpectedFile: defineError('"{name}" is a directory where a file is expected', 'rename or remove that directory', {
    cause:
      'A directory has the name of a file that every resource must have, so the resource has no such file. Most often an archive was unpacked into the wrong place.',
    example: 'functions/sum/config.json/notes.txt',
    cure: 'functions/sum/config.json   (a file with the JSON of the function)',
  }),
  SpecialFile: defineError('is a {what}, not a regular file', 'remove it from the app directory', {
    cause:
      'The entry is a pipe, a socket or a device. It has no content that could be stored, and reading it can wait for ever. Only regular files belong to an app.',
    example: 'prw-r--r-- values/limit.json   (made by mkfifo)',
    cure: '-rw-r--r-- values/limit.json',
  }),
  LinkLeavesApp: defineError(
    'is a link that leaves the app directory; its target was not read',
    'put the file itself in the place of the link',
    {
      cause:
        'A symbolic link points outside the app directory. Following it would store and deploy files that are not part of the app, such as keys of the user who imports it.',
      example: 'functions/sum/source.js -> ../../../shared/sum.js',
      cure: 'cp --remove-destination ../shared/sum.js functions/sum/source.js',
    },
  ),
  LinkRefused: defineError('is a link, and links are not followed', 'put the file itself in the place of the link', {
    cause:
      'The file is a symbolic link, and links are not followed, not even inside the app. A link can form a loop, can change its target between two reads, and would come back from an export as something else.',
    example: 'functions/total/source.js -> ../sum/source.js',
    cure: 'cp --remove-destination functions/sum/source.js functions/total/source.js',
  }),
  ChangedWhileReading: defineError(
    'changed while it was being read',
    'run the command again when nothing else writes to the app directory',
    {
      cause:
        'A file grew, shrank, vanished or became a link between the moment it was found and the end of reading it. Half of an old and half of a new version is never accepted.',
      example: 'git checkout main & webhook-cli validate',
      cure: 'git checkout main && webhook-cli validate',
    },
  ),
  TooManyFiles: defineError(
    'the app has more than {max} files',
    'check that this is the app directory, or raise the limit with --limit appFilesMax=NUMBER',
    {
      cause:
        'The directory has more files than the limit. Reading stops there, so that a wrong directory does not fill the memory; no exported app comes near it, except by a large directory of dependencies.',
      example: 'webhook-cli validate --path .   (where functions/node_modules has 300,000 files)',
      cure: 'webhook-cli validate --path . --limit appFilesMax=400000',
    },
  ),
  FileTooLarge: defineError(
    'has {bytes} bytes; {max} are allowed, so it was not read',
    'move large data elsewhere, or raise the limit with --limit appFileBytesMax=BYTES',
    {
      cause:
        'One file is larger than the limit for a file. It is refused by its size alone and never loaded, so that it cannot exhaust the memory.',
      example: '-rw-r--r-- 1.0G functions/sum/source.js',
      cure: 'webhook-cli validate --limit appFileBytesMax=33554432   (when the file is meant to be that large)',
    },
  ),
  AppTooLarge: defineError(
    'the files of the app exceed {max} bytes together',
    'move large data elsewhere, or raise the limit with --limit appTotalBytesMax=BYTES',
    {
      cause:
        'The files of the app are larger together than the limit. They are all held in memory while an app is checked and imported, so reading stops there.',
      example: 'hosting/files with 3 GB of videos',
      cure: 'move the videos out of hosting/files, or raise the limit: --limit appTotalBytesMax=4294967296',
    },
  ),
  SecretsFileLeftOut: defineWarning(
    'is left out: secrets are never stored as a file and never exported',
    'keep it outside the app directory and out of version control',
    {
      cause:
        'The file holds passwords and keys as plain text, and never becomes a part of an app. Old tools read it during an import; stored as a file it would come back with every export.',
      example: 'my-app/secrets.json',
      cure: 'mv my-app/secrets.json ~/my-app-secrets.json && chmod 600 ~/my-app-secrets.json',
    },
  ),
  SecretsFileReadable: defineWarning(
    'can be read by other users of this machine (mode {mode})',
    'run: chmod 600 secrets.json',
    {
      cause:
        'The permissions of secrets.json let every user of the machine read the passwords in it. They may have been read already.',
      example: '-rw-r--r-- secrets.json',
      cure: '-rw------- secrets.json   (and new secrets, if others use this machine)',
    },
  ),
  FolderNotServed: defineWarning(
    '{folder}/ is kept and exported, but not used by this version: {what}',
    'nothing to do if the app works without it',
    {
      cause:
        'The folder belongs to a part of the old platform that this program does not run. Its files are stored and exported unchanged, and nothing else happens with them.',
      example: 'hosting/files/index.html',
      cure: 'nothing to mend: put the files on a web server of your own if they are still needed',
    },
  ),
} as const;
