/** Issues in the format that was asked for, as lines. */

import { readVersion } from '../../version.ts';
import type { IssueFormat } from './format-names.ts';
import { renderGithub } from './github.ts';
import type { IssueReport } from './issue-report.ts';
import { renderJunit } from './junit.ts';
import { listRules } from './rule.ts';
import { renderSarif } from './sarif.ts';

export function renderFormat(format: Exclude<IssueFormat, 'text'>, report: IssueReport): string[] {
  switch (format) {
    case 'github':
      return renderGithub(report);
    case 'sarif':
      return [renderSarif(report, listRules(), readVersion())];
    case 'junit':
      return renderJunit(report);
  }
}
