/** Options that every command takes, and those that commands on an app directory share. */
import type { ArgumentDescription, CommonOptionGroup, OldFlag, OptionDescription } from './describe-command.ts';

type CommonOption = OptionDescription & {
  /** The help of a command shows the option when it uses one of these, and always when there are none. */
  readonly usedBy?: readonly CommonOptionGroup[];
};

export const COMMON_OPTIONS: readonly CommonOption[] = [
  {
    flags: '--registry <uri>',
    summary: 'MongoDB URI of the registry',
    env: 'WEBHOOK_CLI_REGISTRY',
    otherwise: 'the embedded engine',
    usedBy: ['registry'],
  },
  {
    flags: '--data-dir <dir>',
    summary: 'where the embedded engine keeps its data',
    env: 'WEBHOOK_CLI_DATA_DIR',
    completes: 'directory',
    usedBy: ['registry', 'data'],
  },
  {
    flags: '--limit <name=value>',
    summary: 'replace a limit, may be repeated; `config show` lists them',
    env: 'WEBHOOK_CLI_LIMIT_<NAME>',
    repeatable: true,
    usedBy: ['registry', 'limits'],
  },
  { flags: '-y, --yes', summary: 'confirm without asking', usedBy: ['prompts'] },
  { flags: '--no-input', summary: 'never prompt', usedBy: ['prompts'] },
  { flags: '--json', summary: 'print one JSON document on stdout' },
  { flags: '--no-color', summary: 'no colours', env: 'NO_COLOR, FORCE_COLOR' },
];

/** The app directory of a command, as its argument or as an option. */
export const DIRECTORY_ARGUMENT: ArgumentDescription = {
  name: 'directory',
  summary: 'app directory or .zip; the same as --path',
  completes: 'app',
};

export const PATH_OPTION: OptionDescription = {
  flags: '--path <dir>',
  summary: 'app directory or .zip',
  otherwise: 'found upwards from here',
  completes: 'app',
};

/** Every option that says which app directory a command works on; `resolveAppInputs` reads them. */
export const APP_OPTIONS: readonly OptionDescription[] = [
  PATH_OPTION,
  { flags: '--from-zip <file>', summary: 'the same as --path', completes: 'file', hidden: true },
  {
    flags: '--manifest <file>',
    summary: 'name of the root file, where several lie side by side',
    completes: async () => (await import('../../app/layout.ts')).ROOT_FILES,
  },
];

/** What the old tools took everywhere. */
export const OLD_COMMON_FLAGS: readonly OldFlag[] = [
  {
    flags: '--config-path <file>',
    note: 'the registry URI is the credential, there is no login profile',
  },
  {
    flags: '--base-url <url>',
    refusal: 'there is no hosted server to choose; name the registry with --registry URI',
  },
  {
    flags: '--atlas-base-url <url>',
    refusal: 'there is no hosted server to choose; name the registry with --registry URI',
  },
];

/** The old tools left these out unless they were told to take them. */
export const OLD_CARRIED_FLAGS: readonly OldFlag[] = [
  { flags: '--include-hosting', note: 'the files of hosting/ are always carried along' },
  { flags: '--include-dependencies', note: 'the dependencies archive is always carried along' },
  { flags: '--project-id <id>', note: 'the registry has no projects' },
];

/** What becomes of warnings; `applyIssuePolicy` reads them. */
export const WARNING_OPTIONS: readonly OptionDescription[] = [
  { flags: '--strict', summary: 'count warnings as errors' },
  {
    flags: '--ignore <code>',
    summary: 'leave out the warnings of a code; may be repeated',
    repeatable: true,
    completes: async () => (await import('../app/issue-policy.ts')).listIgnorableCodes(),
  },
];
