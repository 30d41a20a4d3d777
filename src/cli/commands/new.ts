/** `new`: answers (flags first, then prompts) → scaffold → parse and check the result → write without overwriting. */
import { join, resolve } from 'node:path';
import type { App, AppFiles } from '../../app/app.ts';
import { scaffoldApp, scaffoldFunction, scaffoldService, scaffoldWebhook } from '../../app/scaffold.ts';
import { webhookPath } from '../../app/webhook-url.ts';
import { writeDirectory } from '../../disk/write-directory.ts';
import { writeFiles } from '../../disk/write-files.ts';
import { EXIT_CODES } from '../../error-definition.ts';
import { WebhookCliError } from '../../errors.ts';
import { generateAppId } from '../app-id.ts';
import type { CommandContext } from '../command.ts';
import { checkFiles, loadApp, showPath } from '../load-app.ts';
import {
  type NewOptions,
  resolveKind,
  resolveName,
  resolveServiceAnswers,
  resolveWebhookAnswers,
} from '../new-answers.ts';
import { findRefusal, refuseApp } from '../refuse-app.ts';
import { renderIssues } from '../render-issues.ts';

export async function runNew(options: NewOptions, context: CommandContext): Promise<number> {
  switch (await resolveKind(options, context)) {
    case 'app':
      return newApp(options, context);
    case 'service':
      return newService(options, context);
    case 'webhook':
      return newWebhook(options, context);
    case 'function':
      return newFunction(options, context);
  }
}

async function newApp(options: NewOptions, context: CommandContext): Promise<number> {
  const name = await resolveName('app', options, context);
  const root = resolve(context.cwd, options.path ?? name);
  const clientAppId = generateAppId(name, context.randomBytes);
  const files = scaffoldApp({ name, clientAppId }, () => newId(context));
  if (!acceptFiles(new Map(), files, root, context)) return EXIT_CODES.validation;
  await writeDirectory(root, files);
  const next = `webhook-cli new webhook --path ${quote(showPath(root, context.cwd))}`;
  return report({ title: `Created app ${name} (${clientAppId})`, kind: 'app', name, root, files, next }, context);
}

async function newService(options: NewOptions, context: CommandContext): Promise<number> {
  const { app, appFiles, root } = await loadUsableApp(options, context);
  const answers = await resolveServiceAnswers(app, options, context);
  const files = scaffoldService(answers, () => newId(context));
  if (!acceptFiles(appFiles, files, root, context)) return EXIT_CODES.validation;
  await writeFiles(root, files);
  const { name, type } = answers;
  const next = `webhook-cli new webhook --path ${quote(showPath(root, context.cwd))} --service ${quote(name)}`;
  return report(
    { title: `Created service ${name} of type ${type}`, kind: 'service', name, root, files, next },
    context,
  );
}

async function newWebhook(options: NewOptions, context: CommandContext): Promise<number> {
  const { app, appFiles, root } = await loadUsableApp(options, context);
  const { service, webhook } = await resolveWebhookAnswers(app, options, context);
  const id = () => newId(context);
  const files = new Map([
    ...(service.isNew ? scaffoldService({ name: service.name, type: service.type }, id) : []),
    ...scaffoldWebhook(webhook, id),
  ]);
  if (!acceptFiles(appFiles, files, root, context)) return EXIT_CODES.validation;
  await writeFiles(root, files);
  const { name } = webhook;
  const url = webhookPath(app.clientAppId ?? 'APP_ID', service.name, name);
  const title = `Created incoming webhook ${name} of service ${service.name}${service.isNew ? ', which is new' : ''}`;
  const next = `webhook-cli import --path ${quote(showPath(root, context.cwd))}`;
  return report({ title, kind: 'webhook', name, root, files, url: `${webhook.method} ${url}`, next }, context);
}

async function newFunction(options: NewOptions, context: CommandContext): Promise<number> {
  const { app, appFiles, root } = await loadUsableApp(options, context);
  const name = await resolveName('function', options, context);
  if (app.functions.some((known) => known.name === name)) {
    throw new WebhookCliError('NameTaken', { kind: 'a function', name });
  }
  const files = scaffoldFunction({ name }, () => newId(context));
  if (!acceptFiles(appFiles, files, root, context)) return EXIT_CODES.validation;
  await writeFiles(root, files);
  const next = `webhook-cli validate --path ${quote(showPath(root, context.cwd))}`;
  return report({ title: `Created function ${name}`, kind: 'function', name, root, files, next }, context);
}

async function loadUsableApp(
  options: NewOptions,
  { cwd, settings }: CommandContext,
): Promise<{ app: App; appFiles: AppFiles; root: string }> {
  const { app, files, root } = await loadApp({ path: options.path, cwd, limits: settings.limits });
  if (app === undefined) {
    throw new WebhookCliError('AppInvalid', { root: showPath(root, cwd), errors: 'a root file that cannot be used' });
  }
  return { app, appFiles: files, root };
}

/** Only what the new files bring counts: an app with old mistakes can still grow. False: the errors were shown. */
function acceptFiles(existing: AppFiles, added: AppFiles, root: string, context: CommandContext): boolean {
  const { output, settings } = context;
  const before = existing.size === 0 ? [] : checkFiles(existing, settings.limits).issues;
  const known = new Set(before.map(({ code, file, message }) => `${code} ${file} ${message}`));
  const { issues } = checkFiles(new Map([...existing, ...added]), settings.limits);
  const brought = issues.filter(({ code, file, message }) => !known.has(`${code} ${file} ${message}`));
  const failure = findRefusal('AppInvalid', brought, root, context);
  if (failure !== undefined) refuseApp(failure, { issues: brought }, context);
  else if (brought.length > 0) output.progress(renderIssues(brought));
  return failure === undefined;
}

interface Report {
  readonly title: string;
  readonly kind: string;
  readonly name: string;
  readonly root: string;
  readonly files: AppFiles;
  readonly url?: string;
  readonly next: string;
}

function report({ title, kind, name, root, files, url, next }: Report, { output, cwd }: CommandContext): number {
  const paths = [...files.keys()];
  const text = [
    `${title}:`,
    ...paths.map((path) => `  ${showPath(join(root, path), cwd)}`),
    ...(url === undefined ? [] : [`URL path: ${url}`]),
    `Next: ${next}`,
  ];
  output.result(text, {
    kind,
    name,
    root,
    files: paths,
    ...(url === undefined ? {} : { url }),
    next,
  });
  return EXIT_CODES.done;
}

/** 24 hex digits, as every exported resource has them: the time first, so that newer ones sort later. */
function newId({ now, randomBytes }: CommandContext): string {
  const seconds = Math.floor(now().getTime() / 1000).toString(16);
  return seconds.padStart(8, '0') + Buffer.from(randomBytes(8)).toString('hex');
}

/** As a POSIX shell reads it. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
