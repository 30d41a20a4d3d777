/** Commands on an app directory. None of them needs a server. */
import { ISSUE_FORMATS } from '../app/formats/format-names.ts';
import { DEFAULT_ORIGIN } from '../commands/serve/default-address.ts';
import { APP_OPTIONS, DIRECTORY_ARGUMENT, WARNING_OPTIONS } from './common-options.ts';
import type { CommandDescription, OptionDescription } from './describe-command.ts';

/** As `serve` answers it, unless told otherwise. */
const PUBLIC_URL_OPTION: OptionDescription = {
  flags: '--public-url <url>',
  summary: 'origin that senders call, for the URLs',
  default: DEFAULT_ORIGIN,
};

export const APP_COMMANDS: readonly CommandDescription[] = [
  {
    name: 'new',
    purpose: 'Scaffold an app, service, webhook, function or value; without flags it asks.',
    examples: [
      'webhook-cli new',
      'webhook-cli new app --name orders',
      'webhook-cli new webhook --service store --name createOrder --method POST --validation VERIFY_PAYLOAD --secret-generate',
      'webhook-cli new webhook --template stripe --service payments --type http --name events --secret-stdin',
      'webhook-cli new --types',
    ],
    arguments: [
      { name: 'kind', summary: 'what to create', choices: ['app', 'service', 'webhook', 'function', 'value'] },
    ],
    options: [
      {
        flags: '--path <dir>',
        summary: 'app directory, or where to create the new app',
        otherwise: 'found upwards from here',
        completes: 'directory',
      },
      { flags: '--name <name>', summary: 'name of what is created' },
      { flags: '--service <name>', summary: 'service that owns the webhook; with --type it may be a new one' },
      {
        flags: '--type <type>',
        summary: 'type of the service',
        choices: ['http', 'github', 'twilio', 'mongodb-atlas'],
      },
      {
        flags: '--template <name>',
        summary: 'source that the webhook starts with',
        choices: ['http', 'github', 'twilio', 'stripe', 'slack'],
        otherwise: 'that of the type',
      },
      {
        flags: '--method <method>',
        summary: 'HTTP method of the webhook',
        choices: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY'],
      },
      {
        flags: '--validation <method>',
        summary: 'how a request is validated',
        choices: ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'],
      },
      {
        flags: '--run-as <mode>',
        summary: 'user that the webhook runs as',
        choices: ['system', 'user-id', 'script', 'application'],
      },
      { flags: '--user-id <id>', summary: 'user of --run-as user-id' },
      { flags: '--respond-result', summary: "answer with the function's result" },
      { flags: '--no-respond-result', summary: 'answer 204 without a body' },
      { flags: '--value <json>', summary: 'what the value is: JSON, or a text' },
      {
        flags: '--config-version <number>',
        summary: 'layout of a new app',
        choices: ['20180301', '20200603', '20210101'],
        otherwise: '20180301',
      },
      { flags: '--types', summary: 'also write typings for editors; without a kind, nothing else' },
      { flags: '--dry-run', summary: 'show the files and stop' },
      { flags: '--secret-stdin', summary: 'read the secret from standard input' },
      { flags: '--secret-file <file>', summary: 'read the secret from a file', completes: 'file' },
      { flags: '--secret-env <name>', summary: 'read the secret from an environment variable' },
      { flags: '--secret-generate', summary: 'make a random secret' },
    ],
    uses: ['prompts', 'limits'],
    load: async () => (await import('../commands/new/new.ts')).runNew,
  },
  {
    name: 'validate',
    purpose: 'Check an app directory offline and list every issue.',
    examples: [
      'webhook-cli validate',
      'webhook-cli validate fixtures/apps/orders',
      'webhook-cli validate --path ./my-app --json',
      'webhook-cli validate --strict --format sarif --output-file issues.sarif',
    ],
    arguments: [DIRECTORY_ARGUMENT],
    options: [
      ...APP_OPTIONS,
      ...WARNING_OPTIONS,
      { flags: '--format <name>', summary: 'how issues are printed', choices: ISSUE_FORMATS, otherwise: 'text' },
      { flags: '--output-file <file>', summary: 'write the report to a file', otherwise: 'stdout', completes: 'file' },
      { flags: '--list-rules', summary: 'print every issue code with its meaning; needs no app' },
    ],
    uses: ['limits'],
    load: async () => (await import('../commands/validate/validate.ts')).runValidate,
  },
  {
    name: 'audit',
    purpose: 'Report what of an app will run here, what will not, and which URLs change.',
    examples: [
      'webhook-cli audit ./my-app',
      'webhook-cli audit my-app_20240102030405.zip --public-url https://hooks.example.com',
      'webhook-cli audit ./my-app --json',
    ],
    arguments: [DIRECTORY_ARGUMENT],
    options: [
      ...APP_OPTIONS,
      { flags: '--app-id <id>', summary: 'client app id that the app will have', otherwise: 'app_id of the root file' },
      PUBLIC_URL_OPTION,
    ],
    uses: ['limits'],
    load: async () => (await import('../commands/audit/audit.ts')).runAudit,
  },
  {
    name: 'webhooks list',
    purpose: 'List the incoming webhooks of an app with the URLs that senders call.',
    examples: [
      'webhook-cli webhooks list',
      'webhook-cli webhooks list ./my-app --public-url https://hooks.example.com',
      'webhook-cli webhooks list --app-id orders-abcde --json',
    ],
    arguments: [DIRECTORY_ARGUMENT],
    options: [
      ...APP_OPTIONS,
      { flags: '--app-id <id>', summary: 'list what the registry has live instead of a directory' },
      PUBLIC_URL_OPTION,
    ],
    uses: ['registry'],
    load: async () => (await import('../commands/webhooks/list.ts')).runWebhooksList,
  },
  {
    name: 'schema',
    purpose: 'Print the JSON Schema of a kind of file, or list the kinds.',
    examples: [
      'webhook-cli schema',
      'webhook-cli schema incoming-webhook > webhook.schema.json',
      'webhook-cli schema --json',
    ],
    arguments: [
      {
        name: 'kind',
        summary: 'kind of file',
        completes: async () => (await import('../commands/schema/schema.ts')).listFileKinds(),
      },
    ],
    load: async () => (await import('../commands/schema/schema.ts')).runSchema,
  },
  {
    name: 'explain',
    purpose: 'Print what an issue or error code means, with an example and its cure.',
    examples: ['webhook-cli explain WeakSecret', 'webhook-cli explain anyonecanrunassystem --json'],
    arguments: [
      {
        name: 'code',
        summary: 'code of an issue or error',
        required: true,
        completes: async () => (await import('../commands/explain/explain.ts')).listCodes(),
      },
    ],
    load: async () => (await import('../commands/explain/explain.ts')).runExplain,
  },
];
