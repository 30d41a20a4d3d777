/** `new app`: a directory of its own. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { proposeAppName } from '../../../app/scaffold/propose-name.ts';
import { scaffoldApp } from '../../../app/scaffold/scaffold.ts';
import { layoutOfVersion, NEW_APP_VERSIONS, type NewAppVersion } from '../../../app/scaffold/scaffold-layout.ts';
import { assertNewDirectory } from '../../../disk/write-directory.ts';
import { WebhookCliError } from '../../../errors.ts';
import { showPath } from '../../app/load-app.ts';
import { generateAppId } from '../../app-id.ts';
import type { CommandContext } from '../../command.ts';
import { askText } from '../../prompts.ts';
import { resolveChoice, resolveName } from './answers.ts';
import { createNewId, type Draft, nextCommand } from './draft.ts';
import { findSurroundingApp, type NewOptions } from './kinds.ts';

export async function draftApp(options: NewOptions, context: CommandContext): Promise<Draft> {
  const { randomBytes } = context;
  const preset = proposeName(options, context);
  const question = { message: 'Name of the app', flag: '--name', given: options.name, preset };
  const name = await resolveName(question, context);
  const root = await resolveDirectory(name, options, context);
  assertUsable(root, context);
  const configVersion = await resolveVersion(options, context);
  const clientAppId = generateAppId(name, randomBytes);
  return {
    kind: 'app',
    name,
    what: `app ${name} (${clientAppId})`,
    root,
    created: scaffoldApp({ name, configVersion, clientAppId }, createNewId(context)),
    changed: new Map(),
    next: [nextCommand('new webhook', root, context)],
  };
}

function proposeName({ path }: NewOptions, { interactive, cwd, settings }: CommandContext): string {
  const directory = path ?? (interactive && isEmpty(cwd) ? '.' : fallbackName);
  return proposeAppName(basename(resolve(cwd, directory)), settings.limits.appNameLengthMax) ?? fallbackName;
}

const fallbackName = 'my-app';

/** An empty directory that a person stands in was most likely made for the app. */
async function resolveDirectory(name: string, { path }: NewOptions, context: CommandContext): Promise<string> {
  const { cwd, interactive } = context;
  if (path !== undefined) return resolve(cwd, path);
  if (!interactive) return resolve(cwd, name);
  const preset = isEmpty(cwd) && basename(cwd) === name ? '.' : name;
  const explainProblem = (answer: string) => explainUnusable(resolve(cwd, answer), context);
  return resolve(cwd, await askText({ message: 'Directory', flag: '--path', preset, explainProblem }, context));
}

function isEmpty(directory: string): boolean {
  return readdirSync(directory).length === 0;
}

function explainUnusable(root: string, context: CommandContext): string | undefined {
  try {
    assertUsable(root, context);
    return undefined;
  } catch (error) {
    if (error instanceof WebhookCliError) return error.message;
    throw error;
  }
}

/** @throws WebhookCliError AppInsideApp, and what `assertNewDirectory` does */
function assertUsable(root: string, context: CommandContext): void {
  refuseInsideApp(root, context);
  assertNewDirectory(root);
}

function refuseInsideApp(root: string, { cwd, settings }: CommandContext): void {
  let existing = root;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const surrounding = findSurroundingApp(existing, settings.limits);
  if (surrounding === undefined) return;
  throw new WebhookCliError('AppInsideApp', { path: showPath(root, cwd), root: showPath(surrounding, cwd) });
}

/** Without a terminal, the layout that most old apps have. */
async function resolveVersion({ configVersion }: NewOptions, context: CommandContext): Promise<NewAppVersion> {
  const [oldest] = NEW_APP_VERSIONS;
  const allowed = NEW_APP_VERSIONS.map(String);
  const preset = String(oldest);
  const given = configVersion ?? (context.interactive ? undefined : preset);
  const question = { message: 'Layout of the directory', flag: '--config-version', given, allowed, preset };
  const chosen = await resolveChoice({ ...question, label: describeVersion }, context);
  return NEW_APP_VERSIONS.find((version) => String(version) === chosen) ?? oldest;
}

function describeVersion(text: string): string {
  const version = NEW_APP_VERSIONS.find((known) => String(known) === text);
  return version === undefined ? text : `${text} (${layoutOfVersion(version).rootFile})`;
}
