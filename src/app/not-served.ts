/** Incoming webhooks that this version keeps and exports, and whose calls it refuses by name. */
import type { RunAs, Service } from './app.ts';
import { describeMode } from './kinds/webhook-run-as.ts';

/** Why calls to it are refused; undefined when they are answered. */
export function explainNotServed(
  { type }: Pick<Service, 'type'>,
  { runAs }: { readonly runAs: Pick<RunAs, 'mode'> },
): string | undefined {
  if (type !== 'http') return `belongs to a service of type ${type}`;
  return runAs.mode === 'system' ? undefined : `runs as ${describeMode(runAs)}`;
}
