/** The version of this program, as its package says. */
import { readFileSync } from 'node:fs';
import { WebhookCliError } from '../errors.ts';

export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
    throw new WebhookCliError('InternalError', { reason: 'package.json has no version' });
  }
  return String(manifest.version);
}
