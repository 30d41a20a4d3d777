/** Step 2: the method of the request against the webhook's. */
import type { WebhookMethod } from '../../app/app.ts';
import { WebhookCliError } from '../../errors.ts';

const ANY_METHODS = 'GET, POST, PUT, PATCH, DELETE, HEAD';
const CALLABLE = new Set(ANY_METHODS.split(', '));

/** The value of the `Allow` header. OPTIONS is always answered, by the runtime. */
export function allowedMethods(method: WebhookMethod): string {
  return `${method === 'ANY' ? ANY_METHODS : method}, OPTIONS`;
}

/** Throws `MethodNotAllowed`. HEAD is not implied by GET: the old platform had it as a method of its own. */
export function checkMethod(configured: WebhookMethod, method: string): void {
  const allowed = configured === 'ANY' ? CALLABLE.has(method) : configured === method;
  if (!allowed) throw new WebhookCliError('MethodNotAllowed', { method, allowed: allowedMethods(configured) });
}
