/** What to say when the registry has no app of that id. */
import { findNearestName } from '../app/nearest-name.ts';
import { WebhookCliError } from '../errors.ts';
import type { AppRecord } from '../registry/apps.ts';
import type { OpenRegistry } from './open-registry.ts';

/** `otherwise` says what else could be done: a sentence without a full stop. */
export async function createUnknownAppError(
  id: string,
  { registry, database }: OpenRegistry,
  otherwise: string,
): Promise<WebhookCliError> {
  const apps = await registry.listApps();
  const suggestion = suggest(id, apps, database.description);
  const advice = suggestion.endsWith('?') ? `${suggestion} (${otherwise})` : `${suggestion}; ${otherwise}`;
  return new WebhookCliError('UnknownApp', { id, advice });
}

const NAMES_MAX = 5;

function suggest(id: string, apps: readonly AppRecord[], store: string): string {
  if (apps.length === 0) return `the registry (${store}) has no apps`;
  const ids = apps.map(({ clientAppId }) => clientAppId);
  const nearest = findNearestName(id, ids);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  const sameName = apps.filter(({ name }) => name !== '' && id.startsWith(name)).map(({ clientAppId }) => clientAppId);
  const shown = (sameName.length > 0 ? sameName : ids).slice(0, NAMES_MAX);
  return `the registry (${store}) has ${shown.join(', ')}${shown.length < ids.length ? ', …' : ''}`;
}
