/** What an import says at its end: one line for a person, the whole plan for `--json`. */
import type { Issue } from '../../../app/issue.ts';
import type { Plan } from '../../../app/plan.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import type { Deployed } from '../../../registry/deploy.ts';
import type { Output } from '../../output.ts';
import type { ImportTarget } from './import-target.ts';
import { planData, renderPlan } from './render-plan.ts';

export interface ImportFindings {
  readonly target: ImportTarget;
  readonly plan: Plan;
  readonly issues: readonly Issue[];
  /** Paths in the directory that are no part of an app. */
  readonly ignored: readonly string[];
}

export function reportIdentical(found: ImportFindings, { live, revision }: AppRecord, output: Output): void {
  output.result('Deployed app is identical to proposed version, nothing to do.', {
    ...describe(found),
    identical: true,
    deployment: live === undefined ? null : { number: live.number, revision },
  });
}

export function reportDryRun(found: ImportFindings, output: Output): void {
  const { target, plan } = found;
  const creates = target.kind === 'new' ? [`would create the app ${target.app.clientAppId}`] : [];
  output.result([...creates, ...renderPlan(plan), 'Dry run, nothing changed.'], { ...describe(found), dryRun: true });
}

export function reportDeployed(found: ImportFindings, deployed: Deployed, elapsedMs: number, output: Output): void {
  const { target, plan } = found;
  const { add, change, remove } = plan.counts;
  const durationMs = Math.round(elapsedMs);
  const counts = `${add} added, ${change} changed, ${remove} removed; ${plan.result.length} files, ${durationMs} ms`;
  output.result(`Successfully imported '${target.app.clientAppId}' as deployment ${deployed.number} (${counts})`, {
    ...describe(found),
    created: target.kind === 'new',
    deployment: deployed,
    durationMs,
  });
}

function describe({ target, plan, issues, ignored }: ImportFindings) {
  return {
    clientAppId: target.app.clientAppId,
    created: false,
    dryRun: false,
    identical: false,
    plan: planData(plan),
    deployment: null,
    issues,
    ignored,
  };
}
