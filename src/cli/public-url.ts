/** The origin that senders call, as a flag gives it. */
import { WebhookCliError } from '../errors.ts';

/** Without a slash at the end. Throws WrongUsage. */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new WebhookCliError('WrongUsage', { reason: `--public-url must be an http or https URL, got "${text}"` });
  }
  return url.href.replace(/\/+$/, '');
}
