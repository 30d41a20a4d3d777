/** The origin that senders call, as a flag gives it. */
import { WebhookCliError } from '../errors.ts';
import { hideCredentials } from './settings/hide-credentials.ts';

/** Without a slash at the end. Throws WrongUsage. */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
  if (!isPlain || /[?#]/.test(text)) {
    const shown = text.includes('@') ? hideCredentials(text) : text;
    const reason = `--public-url must be an http or https URL without a query or a password, got "${shown}"`;
    throw new WebhookCliError('WrongUsage', { reason });
  }
  return url.href.replace(/\/+$/, '');
}
