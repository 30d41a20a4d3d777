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
    hint: 'give the client app id, for example --app-id orders-abcde',
  },
  UnknownStrategy: {
    kind: 'usage',
    message: 'unknown import strategy "{strategy}"; accepted values are [{allowed}]',
    hint: 'merge keeps deployed resources that the directory does not have, replace and replace-by-name remove them',
  },
  MergeLayoutDiffers: {
    kind: 'validation',
    message: 'cannot merge: the deployed app has the root file {deployed}, the directory has {local}',
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

  // App directories and disk
  NoSuchDirectory: {
    kind: 'notFound',
    message: 'there is no directory {path}',
    hint: 'check the path; give an app directory with --path',
  },
  NotADirectory: {
    kind: 'usage',
    message: '{path} is a file, not an app directory',
    hint: 'give the directory that holds stitch.json; archives are not supported yet',
  },
  AppRootNotFound: {
    kind: 'notFound',
    message: 'could not find stitch app: no root file in {path} or its parents (at most {levels} directories)',
    hint: 'run the command in an app directory, give one with --path, or make one with: webhook-cli new app',
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
    hint: 'choose another directory, or give --overwrite to replace the files of the app in it',
  },
  FileExists: {
    kind: 'failed',
    message: 'the file {path} exists already and is never overwritten here',
    hint: 'choose another name, or move the file away',
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
    message: 'the app has {kind} "{name}" already',
    hint: 'choose another --name; nothing was changed',
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
  NoSecretGiven: {
    kind: 'usage',
    message: 'the secret from {source} is empty or cannot be read: {reason}',
    hint: 'put the secret there, or use --secret-generate',
  },

  // Database and registry
  RegistryUnreachable: {
    kind: 'unreachable',
    message: 'cannot reach the MongoDB deployment at {hosts}: {reason}',
    hint: 'check that it is running and that the registry URI, its user name and its password are right',
  },
  RegistryBusy: {
    kind: 'unreachable',
    message: 'the registry at {hosts} is busy: {reason}',
    hint: 'what is live has not changed; run the command again when the other program is done',
  },
  RegistryForbidden: {
    kind: 'failed',
    message: 'the registry at {hosts} does not let this user do that: {reason}',
    hint: 'give the user of the registry URI the role readWrite on the database webhook_cli',
  },
  RegistryFailed: {
    kind: 'failed',
    message: 'the registry at {hosts} failed: {reason}',
    hint: 'check the health of the database, then run the command again',
  },
  DataFileBusy: {
    kind: 'unreachable',
    message: 'another program holds the data file {path}',
    hint: 'run the command again when the other program is done, or give another --data-dir',
  },
  InvalidRegistryUri: {
    kind: 'usage',
    message: 'the registry URI is not a valid MongoDB connection string: {reason}',
    hint: 'write mongodb://HOST:PORT/ or mongodb+srv://HOST/, and percent-encode special characters in user name and password',
  },
  DataFileUnusable: {
    kind: 'failed',
    message: 'cannot use the data file {path}: {reason}',
    hint: 'check the permissions of the data directory and the free space of its disk, or give another --data-dir',
  },
  DataFileTooNew: {
    kind: 'failed',
    message: 'the data file {path} has format {version}; this webhook-cli knows formats up to {supported}',
    hint: 'it was written by a newer webhook-cli: use that one, or give another --data-dir',
  },
  EmbeddedEngineFailed: {
    kind: 'failed',
    message: 'the embedded database engine failed: {reason}',
    hint: 'run the command again; what was acknowledged is in the data file',
  },
  UnknownApp: {
    kind: 'notFound',
    message: 'Unable to find app with ID: "{id}"',
    hint: '{advice}',
  },
  AppNeverDeployed: {
    kind: 'notFound',
    message: 'the app "{app}" exists and was never deployed',
    hint: 'import its directory first',
  },
  AppExists: {
    kind: 'conflict',
    message: 'an app with the ID "{app}" exists already',
    hint: 'run the command again without --create to import into it, or give another --app-id',
  },
  AppNameTaken: {
    kind: 'conflict',
    message: 'app already exists with name "{name}": {app}',
    hint: 'give --app-id {app} to import into it, or another --app-name',
  },
  DeploymentConflict: {
    kind: 'conflict',
    message: 'the app "{app}" changed since revision {expected}, it is at revision {actual} now; nothing was deployed',
    hint: 'someone deployed meanwhile: run the command again to plan against what is live now',
  },
  DeploymentFailed: {
    kind: 'failed',
    message: 'failed to deploy the app "{app}": {reason}; the version before stays live',
    hint: 'the database could not take {bytes} bytes of new files: check its space and health, then run the command again',
  },
  DeploymentInterrupted: {
    kind: 'unreachable',
    message: 'the database went away while the app "{app}" was deployed: {reason}',
    hint: 'either the version before or the new one is live, never a mix: run the command again',
  },
  RegistryRecordMissing: {
    kind: 'failed',
    message: 'the registry has no record {id} in {collection}, which a deployment names',
    hint: 'restore the registry from a backup; damaged trees are also mended by importing the directory with --strategy replace',
  },
  RegistryRecordDamaged: {
    kind: 'failed',
    message: 'the registry record {id} in {collection} is damaged: {reason}',
    hint: 'restore the registry from a backup; damaged trees are also mended by importing the directory with --strategy replace',
  },
  RegistryTooNew: {
    kind: 'failed',
    message: 'the registry has schema version {found}; this webhook-cli knows versions up to {supported}',
    hint: 'it was written by a newer webhook-cli: upgrade this one; nothing was changed',
  },

  // Sandbox and function context
  SandboxStartFailed: {
    kind: 'failed',
    message: 'the sandbox of app {app} did not start: {reason}',
    hint: 'functions run in a child process with the isolated-vm package; check that it is installed for this platform',
    status: 503,
  },
} as const satisfies Record<string, ErrorDefinition>;
