/** Where an incoming webhook answers: the path that callers have known since the old platform. */
export function webhookPath(clientAppId: string, service: string, webhook: string): string {
  const [app, owner, name] = [clientAppId, service, webhook].map(encodeURIComponent);
  return `/api/client/v2.0/app/${app}/service/${owner}/incoming_webhook/${name}`;
}

/** Stands in URLs of an app that has no id before its first import. */
export const APP_ID_PLACEHOLDER = 'APP_ID';
