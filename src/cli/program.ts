/** Every command on one page. A command's work is loaded when it is called, so that `--help` costs nothing else. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { renderSuggestion } from '../app/nearest-name.ts';
import { EXIT_CODES } from '../error-definition.ts';
import type { RunCommand } from './command.ts';
import type { SettingsFlags } from './settings.ts';

export interface CommonFlags extends SettingsFlags {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly input?: boolean;
  readonly yes?: boolean;
}

/** Given the command's name and flags, sets everything up and calls `run`. */
type Runner = (
  command: string,
  flags: CommonFlags,
  run: (context: Parameters<RunCommand<unknown>>[1]) => Promise<number>,
) => Promise<void>;

export function createProgram(runner: Runner): Command {
  const program = new Command('webhook-cli')
    .description(
      'Runs exported MongoDB Stitch and App Services directories: checks, deploys and serves their incoming webhooks.',
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false);

  define(program, 'validate [directory]', 'Check an app directory offline and list every issue.', [
    'webhook-cli validate',
    'webhook-cli validate fixtures/apps/orders',
    'webhook-cli validate --path ./my-app --json',
  ])
    .option('--path <dir>', 'app directory (default: found upwards from here)')
    .action(onCall(runner, async () => (await import('./commands/validate.ts')).runValidate));

  define(program, 'import [directory]', 'Deploy an app directory to the registry.', [
    'webhook-cli import --path ./my-app --create',
    'webhook-cli import --app-id orders-abcde --strategy replace --yes',
    'webhook-cli import --path ./my-app --dry-run',
  ])
    .alias('push')
    .option('--path <dir>', 'app directory (default: found upwards from here)')
    .option('--app-id <id>', 'client app id to deploy to (default: app_id of the root file)')
    .option('--app-name <name>', 'name of the app when it is created (default: name of the root file)')
    .option('--project-id <id>', 'accepted for old scripts; the registry has no projects')
    .option('--strategy <name>', 'merge, replace or replace-by-name', 'merge')
    .option('--create', 'create the app when the registry does not have it')
    .option('--dry-run', 'print what would change and stop')
    .action(onCall(runner, async () => (await import('./commands/import.ts')).runImport));

  define(program, 'export', 'Write a deployed app to a directory, byte for byte.', [
    'webhook-cli export --app-id orders-abcde',
    'webhook-cli export --app-id orders-abcde -o ./orders --overwrite',
  ])
    .alias('pull')
    .option('--app-id <id>', 'client app id to export')
    .option('-o, --output <dir>', 'target directory (default: ./<app name>)')
    .option('--overwrite', 'write into a directory that is not empty: file by file, so a crash can leave old and new')
    .action(onCall(runner, async () => (await import('./commands/export.ts')).runExport));

  defineNew(program, runner);

  define(program, 'serve', 'Answer the webhooks of deployed apps at their old paths.', [
    'webhook-cli serve',
    'webhook-cli serve --app-id orders-abcde --port 8080',
    'webhook-cli serve --host 0.0.0.0 --public-url https://hooks.example.com',
  ])
    .option('--app-id <id...>', 'client app ids to serve (default: every app)')
    .option('--port <number>', 'TCP port; 0 picks a free one', '9090')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-url <url>', 'origin that callers use, for printed URLs and context.request')
    .option('--example-body <json>', 'also print one working curl per validation method, signed for this body')
    .action(onCall(runner, async () => (await import('./commands/serve.ts')).runServe));

  program
    .command('help [command]')
    .description('Print the help of a command.')
    .action((name?: string) => printHelp(program, name));

  return applyEverywhere(program);
}

/** The library's own prints the help of the whole program for a name that it does not know. */
function printHelp(program: Command, name: string | undefined): void {
  const command = name === undefined ? program : program.commands.find((known) => namesOf(known).includes(name));
  if (command !== undefined) command.help();
  const suggestion = renderSuggestion(name ?? '', program.commands.flatMap(namesOf));
  program.error(`there is no command "${name}"${suggestion}`);
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}

function defineNew(program: Command, runner: Runner): void {
  const command = define(
    program,
    'new [kind]',
    'Scaffold an app, a service, a webhook or a function; without flags it asks.',
    [
      'webhook-cli new',
      'webhook-cli new app --name orders',
      'webhook-cli new webhook --service store --name createOrder --method POST --validation VERIFY_PAYLOAD --secret-generate',
    ],
  );
  command.addHelpText('after', '\nKinds: app, service, webhook, function');
  command
    .option('--path <dir>', 'app directory, or where to create the new app')
    .option('--name <name>', 'name of what is created')
    .option('--service <name>', 'service that owns the webhook')
    .option('--type <type>', 'type of the service: http, github, twilio, mongodb-atlas')
    .option('--method <method>', 'HTTP method of the webhook, or ANY')
    .option('--validation <method>', 'NO_VALIDATION, VERIFY_PAYLOAD or SECRET_AS_QUERY_PARAM')
    .option('--run-as <mode>', 'system, user-id, script or application')
    .option('--user-id <id>', 'user of --run-as user-id')
    .option('--respond-result', "answer with the function's result")
    .option('--no-respond-result', 'answer 204 without a body')
    .option('--secret-stdin', 'read the secret from standard input')
    .option('--secret-file <file>', 'read the secret from a file')
    .option('--secret-env <name>', 'read the secret from an environment variable')
    .option('--secret-generate', 'make a random secret')
    .action(onCall(runner, async () => (await import('./commands/new.ts')).runNew));
}

function define(program: Command, usage: string, purpose: string, examples: readonly string[]): Command {
  return program
    .command(usage)
    .description(`${purpose}\n\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)
    .summary(purpose)
    .addHelpText('after', `\nExit codes:\n${renderExitCodes()}`);
}

/** Hands the first positional argument to the command as `directory` or `kind`, beside its flags. */
function onCall<Options>(runner: Runner, load: () => Promise<RunCommand<Options>>) {
  return async (...received: unknown[]): Promise<void> => {
    const command = received.at(-1) as Command;
    const positional = command.registeredArguments[0]?.name();
    const flags = command.opts<CommonFlags>();
    const options = { ...flags, ...(positional === undefined ? {} : { [positional]: command.args[0] }) } as Options;
    await runner(command.name(), flags, async (context) => (await load())(options, context));
  };
}

function applyEverywhere(program: Command): Command {
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .showSuggestionAfterError();
  }
  for (const command of program.commands) if (command.name() !== 'help') addCommonOptions(command);
  return program;
}

function addCommonOptions(command: Command): void {
  const repeatable = (value: string, previous: string[] = []) => [...previous, value];
  command
    .addOption(
      new Option(
        '--registry <uri>',
        'MongoDB URI of the registry (default: the embedded engine) [env: WEBHOOK_CLI_REGISTRY]',
      ),
    )
    .addOption(new Option('--data-dir <dir>', 'where the embedded engine keeps its data [env: WEBHOOK_CLI_DATA_DIR]'))
    .addOption(
      new Option('--limit <name=value>', 'replace a limit; may be repeated [env: WEBHOOK_CLI_LIMIT_<NAME>]').argParser(
        repeatable,
      ),
    )
    .option('-y, --yes', 'confirm without asking')
    .option('--no-input', 'never prompt')
    .option('--json', 'print one JSON document on stdout')
    .option('--no-color', 'no colours [env: NO_COLOR, FORCE_COLOR]')
    .helpOption('-h, --help', 'print this help');
}

const exitCodeMeanings: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  done: 'done',
  failed: 'failed, or declined',
  usage: 'wrong usage',
  validation: 'the app has errors',
  inputNeeded: 'an answer is needed and there is no terminal to ask on',
  unreachable: 'registry unreachable or busy',
  conflict: 'someone else deployed meanwhile',
  notFound: 'not found',
};

function renderExitCodes(): string {
  const rows = Object.entries(EXIT_CODES).map(
    ([name, code]) => `  ${code}  ${exitCodeMeanings[name as keyof typeof EXIT_CODES]}`,
  );
  return [...rows, '  130, 143  interrupted'].join('\n');
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
