/** What `new` can make, and what it is given on the command line. */
import { resolve } from 'node:path';
import { renderSuggestion } from '../../../app/nearest-name.ts';
import { findAppRoot } from '../../../disk/app-root.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice } from '../../prompts.ts';
import { SECRET_OPTIONS, type SecretFlags } from './webhook-secret.ts';

export interface NewOptions extends SecretFlags {
  readonly kind?: string;
  /** App directory; for a new app the directory to create. */
  readonly path?: string;
  readonly name?: string;
  readonly service?: string;
  readonly type?: string;
  readonly template?: string;
  readonly method?: string;
  readonly validation?: string;
  readonly runAs?: string;
  readonly userId?: string;
  readonly respondResult?: boolean;
  /** JSON, or a plain text. */
  readonly value?: string;
  readonly configVersion?: string;
  /** Also write the typings of the app; alone, nothing else. */
  readonly types?: boolean;
  readonly dryRun?: boolean;
}

/** In the order in which they are proposed inside an app. */
export const KINDS = ['webhook', 'function', 'value', 'service', 'app'] as const;
export type NewKind = (typeof KINDS)[number];

/** Options that mean something for some kinds only. */
const OWN_OPTIONS: Readonly<Record<NewKind, ReadonlyArray<keyof NewOptions>>> = {
  webhook: [
    ...(['service', 'type', 'template', 'method', 'validation', 'runAs', 'userId', 'respondResult'] as const),
    ...SECRET_OPTIONS,
  ],
  function: [],
  value: ['value'],
  service: ['type'],
  app: ['configVersion'],
};

/** What is given and not used would be believed to have been. @throws WebhookCliError KindTakesNoFlag */
export function assertOptionsFit(kind: NewKind, options: NewOptions): void {
  for (const name of Object.values(OWN_OPTIONS).flat()) {
    if (options[name] === undefined || OWN_OPTIONS[kind].includes(name)) continue;
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const kinds = KINDS.filter((known) => OWN_OPTIONS[known].includes(name)).join(', ');
    throw new WebhookCliError('KindTakesNoFlag', { kind, flag, kinds });
  }
}

const meanings: Readonly<Record<NewKind, string>> = {
  webhook: 'webhook: answers HTTP requests',
  function: 'function: called by webhooks and other functions',
  value: 'value: a named constant',
  service: 'service: owns webhooks, or leads to data',
  app: 'app: a directory of its own',
};

/** @throws WebhookCliError UnknownKind */
export function readKind(kind: string): NewKind {
  const known = KINDS.find((name) => name === kind.toLowerCase());
  if (known !== undefined) return known;
  const suggestion = renderSuggestion(kind, KINDS);
  throw new WebhookCliError('UnknownKind', { kind, suggestion, allowed: KINDS.join(', ') });
}

/** Outside an app there is only one thing to begin with; inside, another app would have no place. */
export async function askForKind({ path }: NewOptions, context: CommandContext): Promise<NewKind> {
  const { cwd, settings, output } = context;
  if (context.interactive && findSurroundingApp(resolve(cwd, path ?? '.'), settings.limits) === undefined) {
    output.progress('There is no app here: making a new one. (Inside an app, `webhook-cli new` adds to it.)');
    return 'app';
  }
  const choices = KINDS.filter((kind) => kind !== 'app').map((value) => ({ value, label: meanings[value] }));
  const flag = `one of ${KINDS.join(', ')}`;
  return askChoice<NewKind>({ message: 'What is to be created', flag, choices }, context);
}

/** The root of the app that a directory lies in. @throws WebhookCliError AppUnreadable */
export function findSurroundingApp(directory: string, limits: Limits): string | undefined {
  try {
    return findAppRoot(directory, limits);
  } catch (error) {
    const codes: readonly string[] = ['AppRootNotFound', 'NoSuchDirectory', 'NotADirectory'];
    if (error instanceof WebhookCliError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
