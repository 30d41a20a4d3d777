/** What `validate` says to a person: the issues, and below them what the app has, in a few lines. */
import type { Issue } from '../../../app/issue.ts';
import { count, type IssueSummary, renderIssues, renderSummary } from '../../app/render-issues.ts';
import { type Line, paint } from '../../output.ts';
import type { CarriedFiles, Resources } from './count-resources.ts';

export interface Findings {
  readonly issues: readonly Issue[];
  /** Paths in the directory that are no part of an app. */
  readonly ignored: readonly string[];
  readonly carried: readonly CarriedFiles[];
  readonly summary: IssueSummary & Resources;
  /** Id or name of the app; absent when its root file cannot be used. */
  readonly appName: string | undefined;
  /** The app root as a person would type it. */
  readonly root: string;
  /** How many of the errors are warnings that `--strict` counts as errors. */
  readonly promoted: number;
  /** How many warnings `--ignore` leaves out. */
  readonly leftOut: number;
}

export function renderReport(found: Findings): Line[] {
  const { issues } = found;
  return [...(issues.length === 0 ? [] : [...renderIssues(issues), '']), ...renderOverview(found)];
}

/** The lines below the issues. None begins with a text from outside: build servers take commands from the start of a line. */
export function renderOverview({ ignored, carried, summary, appName, root, promoted, leftOut }: Findings): Line[] {
  const verdict = renderSummary(summary);
  const notes = [
    ...(promoted === 0 ? [] : [`${count(promoted, 'warning')} counted as ${promoted === 1 ? 'an error' : 'errors'}`]),
    ...(leftOut === 0 ? [] : [`${count(leftOut, 'warning')} left out by --ignore`]),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return [
    ...(ignored.length === 0 ? [] : [`ignored: ${renderIgnored(ignored)}`]),
    ...(carried.length === 0 ? [] : [`kept, but not used: ${carried.map(renderCarried).join(', ')}`]),
    ...(appName === undefined ? [] : [`app ${appName}: ${renderResources(summary)}`]),
    [`${root}: `, summary.errors > 0 ? paint.red(verdict) : paint.green(verdict), note],
  ];
}

const ignoredShownMax = 20;

function renderIgnored(ignored: readonly string[]): string {
  const shown = ignored.slice(0, ignoredShownMax).join(', ');
  return ignored.length > ignoredShownMax ? `${shown} and ${ignored.length - ignoredShownMax} more` : shown;
}

function renderCarried({ folder, files }: CarriedFiles): string {
  return folder === '' ? count(files, 'file') : `${folder}/ (${count(files, 'file')})`;
}

/** What every app has is counted always, the rest only where there is some. */
function renderResources(resources: Resources): string {
  const { services, webhooks, functions, values, endpoints, authProviders, triggers, rules } = resources;
  return [
    count(services, 'service'),
    count(webhooks, 'incoming webhook'),
    count(functions, 'function'),
    count(values, 'value'),
    ...(endpoints === 0 ? [] : [count(endpoints, 'HTTPS endpoint')]),
    ...(authProviders === 0 ? [] : [count(authProviders, 'auth provider')]),
    ...(triggers === 0 ? [] : [count(triggers, 'trigger')]),
    ...(rules === 0 ? [] : [count(rules, 'rule')]),
  ].join(', ');
}
