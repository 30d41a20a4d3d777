/** The codes that end a command: message with `{placeholders}`, and a hint that says what to do next. */
import type { ErrorDefinition } from './error-definition.ts';

export const COMMAND_ERRORS = {
  // Any folder
  InternalError: {
    kind: 'failed',
    message: 'internal error: {reason}',
    hint: 'this is a fault of webhook-cli itself; please report it with the command that caused it',
  },
  Interrupted: { kind: 'failed', message: 'interrupted', hint: 'nothing was changed; run the command again' },

  // Command line
  WrongUsage: { kind: 'usage', message: '{reason}', hint: 'run `webhook-cli help` or the command with --help' },
  UnknownChoice: {
    kind: 'usage',
    message: '{what} cannot be "{value}": the allowed values are {allowed}{suggestion}',
    hint: 'choose one of them; `webhook-cli help {command}` shows examples',
  },
  UnknownLimit: {
    kind: 'usage',
    message: 'unknown limit "{name}" (from {origin}){suggestion}',
    hint: 'the limits are: {allowed}',
  },
  InvalidLimit: {
    kind: 'usage',
    message: 'limit {name} (from {origin}) must be a whole number from {least} to {most}, got "{value}"',
    hint: 'write it as NAME=VALUE, for example functionWallMs=60000',
  },
  OutputFailed: {
    kind: 'failed',
    message: 'cannot write to standard output: {reason}',
    hint: 'the command may have done its work: look at what it was to change before you run it again',
  },
  UnreadableSettings: {
    kind: 'usage',
    message: 'cannot read the settings file {path}: {reason}',
    hint: 'correct that file, or move it away; it may have the keys {allowed}',
  },
  InputNeeded: {
    kind: 'inputNeeded',
    message: 'an answer is needed: {question}',
    hint: 'this is not an interactive terminal; give {flag}',
  },
  Declined: {
    kind: 'failed',
    message: 'declined, nothing changed',
    hint: 'run the command again and confirm, or give --yes',
  },
  MissingAppId: {
    kind: 'usage',
    message: 'an App ID (--app-id=[string]) must be supplied to export an app',
    hint: 'give the client app id, for example --app-id orders-abcde, or run it in an app directory that has one',
  },
  UnknownStrategy: {
    kind: 'usage',
    message: 'unknown import strategy "{strategy}"; accepted values are [{allowed}]',
    hint: 'merge keeps deployed resources that the directory does not have, replace and replace-by-name remove them',
  },
  MergeLayoutDiffers: {
    kind: 'validation',
    message: 'cannot merge: the deployed app has layout {deployed}, the directory has layout {local}',
    hint: 'use --strategy replace',
  },
  MergeListUnreadable: {
    kind: 'validation',
    message:
      'cannot merge {path}: the deployed file or the one of the directory does not list named entries, each once',
    hint: 'use --strategy replace',
  },
  MergePathTaken: {
    kind: 'validation',
    message: 'cannot merge: {path} belongs to the {deployed} of the deployed app and to the {local} of the directory',
    hint: 'rename the folder in the directory, or use --strategy replace',
  },
  MergedAppInvalid: {
    kind: 'validation',
    message: 'the app that the merge would give has {errors}',
    hint: 'correct the directory so that it fits the resources that are kept, or use --strategy replace',
  },

  // Reports of issues
  OptionsContradict: {
    kind: 'usage',
    message: '{first} and {second} cannot be given together',
    hint: 'leave one of them out',
  },
  ErrorNotIgnorable: {
    kind: 'usage',
    message: '--ignore {code}: it is an error, and only warnings can be left out',
    hint: 'correct what it names; `webhook-cli explain {code}` shows how',
  },
  UnknownCode: {
    kind: 'usage',
    message: 'there is no issue or error with the code "{code}"{suggestion}',
    hint: '`webhook-cli validate --list-rules` prints every issue code',
  },
  UnknownFileKind: {
    kind: 'usage',
    message: 'there is no kind of file "{kind}"{suggestion}',
    hint: '`webhook-cli schema` lists the kinds',
  },

  // App directories and disk
  NoSuchDirectory: {
    kind: 'notFound',
    message: 'there is no directory {path}',
    hint: 'check the path; give an app directory with --path',
  },
  NotADirectory: {
    kind: 'usage',
    message: 'expected an app directory or .zip, got the file {path}',
    hint: 'give the directory that holds the root file, such as stitch.json, or a zip archive of it',
  },
  AppRootNotFound: {
    kind: 'notFound',
    message: 'could not find stitch app: no root file in {path} or its parents (at most {levels} directories)',
    hint: 'run the command in an app directory, give one with --path, or make one with: webhook-cli new app',
  },
  NoAppDirectory: {
    kind: 'notFound',
    message: '{path} is no app directory: {reason}',
    hint: '{suggestion}give the directory that holds the root file, or make an app with: webhook-cli new app',
  },
  AppInvalid: {
    kind: 'validation',
    message: 'the app in {root} has {errors}',
    hint: 'correct the errors listed, then run: webhook-cli validate',
  },
  AppUnreadable: {
    kind: 'failed',
    message: 'cannot read {path}: {reason}',
    hint: 'check the permissions of the directory and of its parents',
  },
  TargetNotEmpty: {
    kind: 'failed',
    message: 'the directory {path} is not empty',
    hint: 'choose another directory; `export` takes --overwrite to replace the files of the app in it',
  },
  FileExists: {
    kind: 'failed',
    message: 'the file {path} exists already and is never overwritten here',
    hint: 'choose another name, or move the file away',
  },
  OutputExists: {
    kind: 'failed',
    message: 'the file {path} exists already',
    hint: 'choose another name, or give --overwrite to replace it',
  },
  TargetNotADirectory: {
    kind: 'usage',
    message: '{path} is not a directory, so no app can be written there',
    hint: 'nothing was changed; choose another directory',
  },
  UnsafeTarget: {
    kind: 'failed',
    message: 'cannot write {path}: {reason}',
    hint: 'nothing was changed; remove what is in the way, or choose another directory',
  },
  WriteFailed: {
    kind: 'failed',
    message: 'cannot write to {path}: {reason}',
    hint: 'nothing was changed; make room or give yourself write permission, then run the command again',
  },
  UnusableAnswer: {
    kind: 'usage',
    message: '{flag} cannot be "{value}": {reason}',
    hint: 'give another value with {flag}',
  },
  UnknownKind: {
    kind: 'usage',
    message: 'nothing of the kind "{kind}" can be created{suggestion}',
    hint: 'the kinds are: {allowed}',
  },
  NameTaken: {
    kind: 'conflict',
    message: 'there is {kind} "{name}" already',
    hint: 'nothing was changed; choose another {flag}',
  },
  UnknownService: {
    kind: 'notFound',
    message: 'the app has no service "{name}"',
    hint: 'its services are: {services}; give --type to create a new one',
  },
  SeveralSecretSources: {
    kind: 'usage',
    message: 'more than one source for the secret: {flags}',
    hint: 'give one of --secret-stdin, --secret-file, --secret-env and --secret-generate',
  },
  // Scaffolding
  SecretNotUsed: {
    kind: 'usage',
    message: '{flag} gives a secret that nothing would check: {reason}',
    hint: 'leave {flag} out',
  },
  NewAppInvalid: {
    kind: 'validation',
    message: 'with the new files the app in {root} would have {errors}',
    hint: 'nothing was written; give other answers',
  },
  KindTakesNoFlag: {
    kind: 'usage',
    message: '`new {kind}` does not take {flag}',
    hint: 'leave it out; {flag} is for: {kinds}',
  },
  ArchiveNotWritable: {
    kind: 'usage',
    message: '{path} is an archive, and nothing can be written into one',
    hint: 'unpack it, and give the directory with --path',
  },
  AppInsideApp: {
    kind: 'conflict',
    message: 'the directory {path} belongs to the app in {root}, and an app cannot hold another one',
    hint: 'give a directory elsewhere with --path; to add to that app: webhook-cli new webhook',
  },
  LayoutWithoutWebhooks: {
    kind: 'usage',
    message: 'the layout of {rootFile} (config version {version}) has no place for {what}',
    hint: 'it came after incoming webhooks; make another app with: webhook-cli new app --config-version 20210101',
  },
  ListNotReadable: {
    kind: 'validation',
    message: '{path} is no list of functions that another one can be added to',
    hint: 'it must hold a JSON array; run: webhook-cli validate',
  },
  FileChanged: {
    kind: 'conflict',
    message: 'the file {path} changed meanwhile, so it is not replaced',
    hint: 'nothing was changed; run the command again',
  },
  NoSecretGiven: {
    kind: 'usage',
    message: 'the secret from {source} is empty or cannot be read: {reason}',
    hint: 'put the secret there, or use --secret-generate',
  },
} as const satisfies Record<string, ErrorDefinition>;
