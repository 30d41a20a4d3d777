/** An import plan for a person: one line a resource, a summary, and no end of lines. */
import type { Change, ChangeAction, Plan } from '../../../app/plan.ts';

/** A first import of 10,000 webhooks is no reason to print 10,000 lines; `--json` has them all. */
const LINES_MAX = 50;
const ENTRIES_MAX = 10;

const SIGNS: Readonly<Record<ChangeAction, string>> = { add: '+', change: '~', remove: '-' };

export function renderPlan({ changes, counts, unreadable }: Plan): string[] {
  const lines = changes.slice(0, LINES_MAX).map((change) => {
    return `${SIGNS[change.action]} ${change.kind} ${change.name}${renderEntries(change)}`;
  });
  const left = changes.length - lines.length;
  if (left > 0) lines.push(`… and ${left} more (--json lists all)`);
  if (unreadable !== undefined)
    lines.unshift(`! what is deployed cannot be read, so everything counts as added: ${unreadable}`);
  return [...lines, renderCounts(counts)];
}

/** `: + mail/send, ~ report` for a file that lists several resources. */
function renderEntries({ entries = [] }: Change): string {
  const shown = entries.slice(0, ENTRIES_MAX).map(({ action, name }) => `${SIGNS[action]} ${name}`);
  if (shown.length === 0) return '';
  return `: ${shown.join(', ')}${entries.length > shown.length ? ` and ${entries.length - shown.length} more` : ''}`;
}

export function renderCounts({ add, change, remove, unchanged }: Plan['counts']): string {
  return `${add} to add, ${change} to change, ${remove} to remove, ${unchanged} unchanged`;
}

/** What `--json` says of a plan: everything but the list of all files. */
export function planData({ strategy, changes, counts, unreadable }: Plan) {
  return { strategy, changes, counts, ...(unreadable === undefined ? {} : { unreadable }) };
}
