/** The one user that an incoming webhook runs as, out of the four settings that can choose it. */
import type { RunAs } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import type { WebhookConfig } from './webhook-config.ts';

/** Nothing set means the system user. `run_as_system` beats all others, as it did on the old platform. */
export function parseRunAs(config: WebhookConfig, file: JsonFile): { runAs: RunAs; issues: Issue[] } {
  const chosen = listChosen(config);
  const [first] = chosen;
  const modes = chosen.map(({ key }) => `"${key}"`).join(', ');
  if (config.run_as_system) {
    const issues = first === undefined ? [] : [issueAt('RunAsIgnored', file, [first.key], { modes })];
    return { runAs: { mode: 'system' }, issues };
  }
  if (first === undefined) return { runAs: { mode: 'system' }, issues: [] };
  const issues =
    chosen.length > 1
      ? [issueAt('SeveralRunAsModes', file, [first.key], { modes })]
      : [issueAt('RunAsNotServed', file, [first.key], { mode: describeMode(first.runAs) })];
  return { runAs: first.runAs, issues };
}

interface Choice {
  readonly key: string;
  readonly runAs: RunAs;
}

/** An empty text is how exports write "not chosen". */
function listChosen(config: WebhookConfig): Choice[] {
  const choices: Choice[] = [];
  if (config.run_as_user_id) {
    choices.push({ key: 'run_as_user_id', runAs: { mode: 'user-id', userId: config.run_as_user_id } });
  }
  if (config.run_as_user_id_script_source) {
    const source = config.run_as_user_id_script_source;
    choices.push({ key: 'run_as_user_id_script_source', runAs: { mode: 'script', source } });
  }
  if (config.run_as_authed_user) choices.push({ key: 'run_as_authed_user', runAs: { mode: 'application' } });
  return choices;
}

export function describeMode({ mode }: Pick<RunAs, 'mode'>): string {
  switch (mode) {
    case 'user-id':
      return 'a fixed user';
    case 'script':
      return 'the user that a script chooses';
    case 'application':
      return 'the user who calls';
    case 'system':
      return 'the system user';
  }
}
