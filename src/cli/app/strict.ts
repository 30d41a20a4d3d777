/** `--strict`: for a build that is to stay free of warnings. */
import type { Issue } from '../../app/issue.ts';

/** The issues as they count under `--strict`: every warning as an error. */
export function countWarningsAsErrors(issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, severity: 'error' }));
}
