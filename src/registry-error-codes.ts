/** The codes of what lies behind the commands: database, registry and sandbox. */
import type { ErrorDefinition } from './error-definition.ts';

export const REGISTRY_ERRORS = {
  // Database and registry
  RegistryUnreachable: {
    kind: 'unreachable',
    message: 'cannot reach the MongoDB deployment at {hosts}: {reason}',
    hint: 'check that it is running and that its URI, the user name and the password are right',
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
    message: '{uri} is not a valid MongoDB connection string: {reason}',
    hint: 'write mongodb://HOST:PORT/ or mongodb+srv://HOST/, and percent-encode special characters in user name and password',
  },
  DataFileUnusable: {
    kind: 'failed',
    message: 'cannot use the data file {path}: {reason}',
    hint: 'check the permissions of the data directory and the free space of its disk, or give another --data-dir; in place of a damaged file put its backup',
  },
  DataFileTooNew: {
    kind: 'failed',
    message: 'the data file {path} has format {version}; this webhook-cli knows formats up to {supported}',
    hint: 'it was written by a newer webhook-cli: use that one, or give another --data-dir',
  },
  DataFileOnNetwork: {
    kind: 'failed',
    message:
      'the data file {path} is on {fileSystem}, a file system that other machines may share: it would be damaged there',
    hint: 'give a --data-dir on a disk of this machine; several machines share a MongoDB deployment with --registry',
  },
  DataFileDamaged: {
    kind: 'failed',
    message: 'the data file {path} is damaged: {reason}',
    hint: 'keep the file, and go on from the last backup',
  },
  NoDataFile: {
    kind: 'notFound',
    message: 'there is no data file {path}',
    hint: 'give its directory with --data-dir; `webhook-cli config show` prints which one the settings name',
  },
  BackupIsDataFile: {
    kind: 'failed',
    message: 'cannot write the backup to {path}: that is the data file itself, or the log beside it',
    hint: 'nothing was changed; give the backup another name',
  },
  NotEnoughSpace: {
    kind: 'failed',
    message: 'compacting the data file {path} needs {needed} bytes free in {directory}, and there are {free}',
    hint: 'nothing was changed; make room there, or set SQLITE_TMPDIR to a directory on another disk',
  },
  NothingToCopy: {
    kind: 'notFound',
    message: 'the data file {path} has nothing to copy: {reason}',
    hint: '`webhook-cli db stats` lists what it has',
  },
  CopyIsSource: {
    kind: 'usage',
    message:
      'the target at {hosts} is this data file itself, or a backup of it: its {namespace} is the same collection',
    hint: 'nothing was changed; give the URI of another deployment with --to',
  },
  TargetHasOther: {
    kind: 'conflict',
    message: 'the target at {hosts} has a {namespace} of its own: {reason}',
    hint: 'nothing was changed; copy to another deployment, or give --overwrite to drop what is there',
  },
  CopyTargetAway: {
    kind: 'unreachable',
    message: 'the target at {hosts} went away: {reason}',
    hint: 'what was copied stays there; run the command again: without --overwrite it goes on from there',
  },
  CopyFailed: {
    kind: 'failed',
    message: 'the target at {hosts} refused a part of the copy: {reason}',
    hint: 'what was copied stays there; when the cause is mended, run the command again: without --overwrite it goes on from there',
  },
  CopyInterrupted: {
    kind: 'failed',
    message: 'copying to {hosts} was interrupted',
    hint: 'what was copied stays there; run the command again: without --overwrite it goes on from there',
  },
  CopyIncomplete: {
    kind: 'failed',
    message: 'the copy at {hosts} is not the same as the data file: {problems}',
    hint: 'stop the programs that write to either side, change what was left out, and run the command again; with --overwrite, where it finds other data',
  },
  DatabasePortInUse: {
    kind: 'failed',
    message: 'cannot listen on port {port} of 127.0.0.1: another program has it, or it is not allowed',
    hint: 'give another --port, or --port 0 for any free one',
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
