/** The report of `audit` for a person: short lists first, then what to do, then the table of URLs. */
import type { App } from '../../../app/app.ts';
import type { Audit } from '../../../app/audit/audit-app.ts';
import type { AuditedPart } from '../../../app/audit/audit-code.ts';
import type { NeededSecret } from '../../../app/audit/needed-secrets.ts';
import type { MovedUrl } from '../../../app/audit/old-urls.ts';
import type { Issue } from '../../../app/issue.ts';
import { APP_ID_PLACEHOLDER } from '../../../app/webhook-url.ts';
import { count } from '../../app/render-issues.ts';
import { type Line, type Painted, paint } from '../../output.ts';
import { renderTable } from '../../render-table.ts';

export interface AuditReport extends Audit {
  readonly clientAppId: string | null;
  readonly name: string;
  readonly layout: App['layout'];
  readonly configVersion: number;
  readonly ignored: readonly string[];
}

export function renderAudit(report: AuditReport, root: string): Line[] {
  const { clientAppId, name, layout, configVersion, runs, differs, notRun, errors, advice, secrets, urls } = report;
  const sections = [
    renderParts('Runs as it did', runs, paint.green),
    renderParts('Runs differently', differs, paint.yellow),
    renderParts('Does not run', notRun, paint.red),
    renderErrors(errors),
    renderSecrets(secrets),
    renderUrls(urls, clientAppId),
  ];
  const title = `app ${clientAppId ?? name} in ${root}: layout ${layout}, config version ${configVersion}`;
  const more = advice.length === 0 ? [] : ['', `${count(advice.length, 'more warning')}: run webhook-cli validate`];
  return [[paint.bold(title)], ...sections.flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines])), ...more];
}

function renderParts(title: string, parts: readonly AuditedPart[], color: (text: string) => Painted): Line[] {
  if (parts.length === 0) return [];
  return [
    [color(`${title} (${parts.length})`)],
    ...parts.flatMap(({ what, findings, notes }): Line[] => [
      `  ${what}`,
      ...notes.map((note): Line => ['    ', paint.dim(`note: ${note}`)]),
      ...findings.flatMap(renderFinding),
    ]),
  ];
}

function renderFinding({ file, line, column, message, hint }: Issue): Line[] {
  return [`    ${place({ file, line, column })}  ${message}`, ['      ', paint.dim(`hint: ${hint}`)]];
}

function place({
  file,
  line,
  column,
}: {
  file: string;
  line?: number | undefined;
  column?: number | undefined;
}): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function renderErrors(errors: readonly Issue[]): Line[] {
  if (errors.length === 0) return [];
  return [
    [paint.red(`To be corrected before an import (${errors.length})`)],
    ...errors.flatMap((error) => renderFinding(error)),
  ];
}

function renderSecrets(secrets: readonly NeededSecret[]): Line[] {
  if (secrets.length === 0) return [];
  const rows = secrets.flatMap(({ name, uses }) =>
    uses.map((use, index) => [index === 0 ? name : '', use.what, place(use.place)]),
  );
  return [
    [paint.bold(`Secrets to supply (${secrets.length}); they were never exported`)],
    ...renderTable(['SECRET', 'NEEDED BY', 'PLACE'], rows),
  ];
}

function renderUrls(urls: readonly MovedUrl[], clientAppId: string | null): Line[] {
  if (urls.length === 0) return [];
  const unknown =
    clientAppId === null ? [`  ${APP_ID_PLACEHOLDER}: the id that the app had; give it with --app-id`] : [];
  return [
    [paint.bold('URLs that senders call, and the new ones')],
    ...unknown,
    ...urls.flatMap(({ what, method, from, to }): Line[] => [
      `  ${method} ${what}`,
      ...from.map((url) => `      ${url}`),
      to === undefined ? ['    → ', paint.red('not served yet')] : ['    → ', paint.green(to)],
    ]),
  ];
}
