/** The second half of `new`: check what the app would become, add its typings, and hand the files over to be written. */
import type { App, AppFiles } from '../../../app/app.ts';
import type { Issue } from '../../../app/issue.ts';
import type { IssueCode } from '../../../app/issue-codes.ts';
import { checkTwins } from '../../../disk/app-paths.ts';
import { checkFiles } from '../../app/load-app.ts';
import { findRefusal, refuseApp } from '../../app/refuse-app.ts';
import { renderIssues } from '../../app/render-issues.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import type { Draft, LoadedFiles } from './draft.ts';
import { carryOut, type FilePlan } from './file-plan.ts';
import type { NewOptions } from './kinds.ts';
import { planTypings } from './typings-files.ts';

export async function writeDraft(draft: Draft, options: NewOptions, context: CommandContext): Promise<number> {
  const { existing, created, changed, root } = draft;
  const { app, issues } = checkResult(existing, new Map([...created, ...changed]), context);
  const failure = findRefusal('NewAppInvalid', issues, root, context);
  if (failure !== undefined) return refuseApp(failure, { issues }, context);
  if (issues.length > 0) context.output.progress(renderIssues(issues));
  const plan = addTypings(planFiles(draft), app, options, context);
  const { kind, name, url, curl, note, next } = draft;
  const data = { kind, name, ...compact({ url, curl, note }), next, issues };
  return carryOut(plan, { what: draft.what, data, lines: renderAfterwards(draft) }, options.dryRun === true, context);
}

/** Only what the new files bring counts: an app with old mistakes can still grow. */
function checkResult(
  existing: LoadedFiles | undefined,
  added: AppFiles,
  { settings }: CommandContext,
): { app: App | undefined; issues: readonly Issue[] } {
  const known = new Set(existing?.issues.map(identify));
  const files = new Map([...(existing?.files ?? []), ...added]);
  const { app, issues } = checkFiles(files, settings.limits);
  const found = [...issues, ...checkTwins(files.keys())];
  return { app, issues: found.filter((issue) => issue.code !== JUST_MADE && !known.has(identify(issue))) };
}

/** Who has just chosen a secret for the file need not be told that it is there. */
const JUST_MADE: IssueCode = 'PlainSecret';

function identify({ code, file, message }: Issue): string {
  return `${code} ${file} ${message}`;
}

function planFiles({ root, existing, created, changed }: Draft): FilePlan {
  const before = new Map([...(existing?.files ?? [])].filter(([path]) => changed.has(path)));
  return { root, isNewApp: existing === undefined, created, changed, before };
}

function addTypings(plan: FilePlan, app: App | undefined, options: NewOptions, context: CommandContext): FilePlan {
  if (options.types !== true || app === undefined) return plan;
  const typings = planTypings(app, plan.root, context.settings.limits);
  return {
    ...plan,
    created: new Map([...plan.created, ...typings.created]),
    changed: new Map([...plan.changed, ...typings.changed]),
    before: new Map([...plan.before, ...typings.before]),
  };
}

function renderAfterwards({ url, curl, note, next }: Draft): Line[] {
  const commands = [...next, ...(curl === undefined ? [] : [curl])];
  return [
    ...(url === undefined ? [] : [`URL:  ${url}`]),
    ...commands.map((command, index) => `${index === 0 ? 'Next:' : '     '} ${command}`),
    ...(note === undefined ? [] : [`Note: ${note}`]),
  ];
}

function compact(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])),
  );
}
