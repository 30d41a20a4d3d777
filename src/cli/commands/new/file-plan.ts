/** Files that are about to be written: shown, confirmed on a terminal, written all or nothing, reported. */
import { join } from 'node:path';
import type { AppFiles } from '../../../app/app.ts';
import { assertFreePath } from '../../../disk/target-paths.ts';
import { assertNewDirectory, writeDirectory } from '../../../disk/write-directory.ts';
import { writeFiles } from '../../../disk/write-files.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import { showPath } from '../../app/load-app.ts';
import { count } from '../../app/render-issues.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import { confirm } from '../../prompts.ts';

export interface FilePlan {
  /** Absolute path of the app root. */
  readonly root: string;
  /** The root does not exist yet, or is empty. */
  readonly isNewApp: boolean;
  readonly created: AppFiles;
  readonly changed: AppFiles;
  /** What the changed files hold now. */
  readonly before: AppFiles;
}

export interface PlanReport {
  /** `service store of type http`. */
  readonly what: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** After the files: where it answers, what to do next. */
  readonly lines: readonly Line[];
}

/** @throws WebhookCliError FileExists and what else stands in the way, before anything is asked; Declined */
export async function carryOut(
  plan: FilePlan,
  { what, data, lines }: PlanReport,
  dryRun: boolean,
  context: CommandContext,
): Promise<number> {
  assertPossible(plan);
  const { output, interactive } = context;
  const files = renderFiles(plan, context);
  const asks = interactive && !dryRun;
  if (asks) {
    output.progress(['', `To be written for the ${what}:`, ...files]);
    await confirmWriting(plan, context);
  }
  if (!dryRun) await write(plan);
  // What was shown a moment ago is not shown again.
  const title = dryRun ? `Would create ${what}:` : `Created ${what}${asks ? '' : ':'}`;
  output.result([title, ...(asks ? [] : files), ...lines], {
    ...data,
    dryRun,
    root: plan.root,
    files: listFiles(plan),
  });
  return EXIT_CODES.done;
}

interface PlannedFile {
  readonly path: string;
  readonly action: 'create' | 'change';
  readonly bytes: number;
}

function listFiles({ created, changed }: FilePlan): PlannedFile[] {
  const list = (files: AppFiles, action: PlannedFile['action']) =>
    [...files].map(([path, { length }]) => ({ path, action, bytes: length }));
  return [...list(changed, 'change'), ...list(created, 'create')];
}

function renderFiles(plan: FilePlan, { cwd }: CommandContext): string[] {
  const files = listFiles(plan);
  const width = Math.max(...files.map(({ bytes }) => String(bytes).length));
  return files.map(({ path, action, bytes }) => {
    const size = `${String(bytes).padStart(width)} bytes`;
    return `  ${size}  ${showPath(join(plan.root, path), cwd)}${action === 'change' ? ' (changed)' : ''}`;
  });
}

function assertPossible({ root, isNewApp, created }: FilePlan): void {
  if (isNewApp) assertNewDirectory(root);
  else for (const path of created.keys()) assertFreePath(root, path, false);
}

async function confirmWriting(plan: FilePlan, context: CommandContext): Promise<void> {
  const number = plan.created.size + plan.changed.size;
  const question = `Write ${number === 1 ? 'this file' : `these ${count(number, 'file')}`}?`;
  if (!(await confirm(question, context, '--yes', true))) throw new WebhookCliError('Declined', {});
}

async function write({ root, isNewApp, created, changed, before }: FilePlan): Promise<void> {
  if (isNewApp) await writeDirectory(root, created);
  else await writeFiles(root, new Map([...created, ...changed]), { replace: before });
}
