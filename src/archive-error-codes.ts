/** The codes of archives: what is unsafe, damaged or unsupported in one, and what cannot be written into one. */
import type { ErrorDefinition } from './error-definition.ts';

export const ARCHIVE_ERRORS = {
  ArchiveDamaged: {
    kind: 'validation',
    message: '{archive} is damaged: {reason}',
    hint: 'nothing was read from it; download or make the archive again',
  },
  ArchiveInParts: {
    kind: 'validation',
    message: '{archive} is one part of an archive of several parts',
    hint: 'nothing was read from it; put the app into one archive',
  },
  ArchiveTooManyEntries: {
    kind: 'validation',
    message: '{archive} has more than {max} {what}',
    hint: 'check that this is the archive of an app, or raise the limit with --limit appFilesMax=NUMBER',
  },
  UnsafeEntry: {
    kind: 'validation',
    message: '{archive} has the unsafe entry {entry}: {reason}',
    hint: 'nothing was read from it; entries are files and directories with relative names below the archive',
  },
  DuplicateEntry: {
    kind: 'validation',
    message: '{archive} has the entries {twin} and {entry}, which are one file on some systems',
    hint: 'nothing was read from it; keep one of them',
  },
  EntryBelowFile: {
    kind: 'validation',
    message: '{archive} has the entry {entry} below {file}, which is a file',
    hint: 'nothing was read from it; make the archive again from a directory',
  },
  OverlappingEntries: {
    kind: 'validation',
    message: '{archive} has the entry {entry}, whose bytes overlap those of {other}',
    hint: 'nothing was read from it; no honest program writes such an archive',
  },
  EntryEncrypted: {
    kind: 'validation',
    message: '{archive} has the encrypted entry {entry}',
    hint: 'make the archive again without a password',
  },
  EntryMethodUnsupported: {
    kind: 'validation',
    message: '{archive} has the entry {entry}, compressed by {method}; only "stored" and "deflate" can be read',
    hint: 'make the archive again with the usual compression of zip',
  },
  EntryDamaged: {
    kind: 'validation',
    message: '{archive} has the damaged entry {entry}: {reason}',
    hint: 'download or make the archive again',
  },
  EntrySizeFalse: {
    kind: 'validation',
    message: '{archive} has the entry {entry}, which says that it has {said} bytes and has {found}',
    hint: 'download or make the archive again',
  },
  EntryInflatesTooFar: {
    kind: 'validation',
    message:
      '{archive} has the entry {entry}, which is over the limit at {bytes} bytes: {ratio} times its compressed size',
    hint: 'reading stopped there; if the file is honest, raise the limit with --limit archiveRatioMax=NUMBER',
  },
  ArchiveRootNotFound: {
    kind: 'notFound',
    message: 'could not find stitch app: no root file at the top of {archive} or in one directory there',
    hint: 'the archive of an app holds its root file, such as stitch.json, and its folders',
  },
  ArchiveSeveralApps: {
    kind: 'validation',
    message: '{archive} holds several apps: {folders}',
    hint: 'unpack it, then give the directory of one app with --path',
  },
  ArchiveTwins: {
    kind: 'failed',
    message: 'cannot write an archive of this app: {path} and {twin} are one file on some systems',
    hint: 'export to a directory, or import the app again with one of them renamed',
  },
  UnknownRootFile: {
    kind: 'usage',
    message: '--manifest cannot be "{value}": {reason}',
    hint: 'give the name of one of the root files: {allowed}',
  },
} as const satisfies Record<string, ErrorDefinition>;
