/** `/health`: the process answers. `/ready`: send requests here; 503 from the moment at which the server is told to stop. */
import { RETRY_AFTER_SECONDS } from '../runtime/error-answer.ts';
import type { WebhookAnswer } from '../runtime/webhook-request.ts';

export const READY_PATH = '/ready';

/** Undefined for what is no health check. */
export function answerHealthCheck(method: string, path: string, isDraining: boolean): WebhookAnswer | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/health') return answer(200, 'ok');
  if (path !== READY_PATH) return undefined;
  return isDraining ? answer(503, 'draining') : answer(200, 'ready');
}

function answer(status: number, text: string): WebhookAnswer {
  const headers: Array<readonly [string, string]> = [
    ['Content-Type', 'application/json'],
    ['Cache-Control', 'no-store'],
  ];
  if (status === 503) headers.push(['Retry-After', RETRY_AFTER_SECONDS]);
  return { status, headers, body: JSON.stringify({ status: text }) };
}
