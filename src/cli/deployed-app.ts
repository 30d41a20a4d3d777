/** The app that a command on what is deployed works with. */
import { WebhookCliError } from '../errors.ts';
import type { AppRecord } from '../registry/apps.ts';
import type { LiveDeployment } from '../registry/documents.ts';
import type { OpenRegistry } from './open-registry.ts';
import { createUnknownAppError } from './unknown-app.ts';

/** Throws UnknownApp, AppNeverDeployed, RegistryTooNew. */
export async function loadDeployedApp(
  id: string,
  open: OpenRegistry,
): Promise<AppRecord & { readonly live: LiveDeployment }> {
  await open.registry.checkReadable();
  const app = await open.registry.findApp(id);
  if (app === undefined) throw await createUnknownAppError(id, open, 'ids are compared exactly');
  const { live } = app;
  if (live === undefined) throw new WebhookCliError('AppNeverDeployed', { app: id });
  return { ...app, live };
}
